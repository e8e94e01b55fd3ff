package pop3bridge.store.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.SimBucket.Stored;
import pop3bridge.store.lock.SimStore.Faults;
import pop3bridge.store.lock.SimStore.Weather;
import pop3bridge.store.probe.StoreMode;

/**
 * The production code of the lock in a simulated world: a few processes serve a few maildrops to many clients, over a store that loses,
 * delays and refuses requests; processes pause and crash, clocks jump, mail arrives, keys are used again. The seed decides everything.
 */
final class LockSimulation implements SimTruth.Removers {
    static final String BUCKET = "b";
    static final String CONTROL = ".c/";
    static final Duration LEASE = Duration.ofSeconds(30);
    private static final int MAILDROPS = 3;
    private static final int PROCESSES = 3;
    private static final int CLIENTS = 8;

    private final SimWorld world;
    private final SimBucket bucket;
    private final SimTruth truth;
    private final Weather weather = new Weather();
    private final List<SimNode> nodes = new ArrayList<>();
    private final SimDelivery delivery;
    private int sessions;
    private boolean calm;
    private long quietSince;
    long acquisitions;

    LockSimulation(long seed) {
        world = new SimWorld(seed);
        TreeMap<String, Stored> objects = new TreeMap<>();
        truth = new SimTruth(world, CONTROL, objects, this);
        bucket = new SimBucket(world, objects, truth);
        delivery = new SimDelivery(world, bucket);
        boolean batchEtag = world.random.nextBoolean();
        boolean conditionalDelete = world.random.nextInt(3) > 0;
        boolean clock = world.random.nextInt(4) > 0;
        for (int i = 0; i < PROCESSES; i++) {
            // Processes in both modes work together.
            boolean deletes = conditionalDelete && world.random.nextInt(4) > 0;
            nodes.add(new SimNode(world, bucket, weather, new StoreMode(deletes, batchEtag, clock)));
        }
    }

    @Override
    public void remover(String key, SimWorld.Program process) {
        bucket.remover(key, process);
    }

    @Override
    public void settled(String key) {
        bucket.settled(key);
    }

    /** The rarest holes open when a process stops just here, and goes on when others have long finished its work. */
    @Override
    public void committed(SimWorld.Program process) {
        if (!calm && world.random.nextInt(12) == 0) {
            world.after(TimeUnit.MILLISECONDS.toNanos(world.random.nextInt(40)),
                    () -> pause(process, seconds(30 + world.random.nextInt(90))));
        }
    }

    private void pause(SimWorld.Program process, long time) {
        truth.note("process pauses for " + TimeUnit.NANOSECONDS.toSeconds(time) + " s");
        process.pauseUntil(world.now() + time);
        nodes.stream().filter(node -> node.process() == process)
                .forEach(node -> node.quietSince(world.now() + time));
    }

    /** The last steps before the world stopped. */
    List<String> history() {
        return truth.history();
    }

    /** Runs until so much simulated time has passed, and then until everything must be finished. */
    void run(Duration time) throws Throwable {
        long end = time.toNanos();
        changeWeather();
        deliver();
        disturb();
        for (int client = 0; client < CLIENTS; client++) {
            world.after(world.random.nextInt(1000), this::nextSession);
        }
        world.runUntil(end);
        calm = true;
        weather.faults = Faults.NONE;
        world.runUntil(end + LEASE.toNanos() * 40);
        for (int round = 0; round < 3; round++) {
            for (int maildrop = 0; maildrop < MAILDROPS; maildrop++) {
                int number = maildrop;
                SimNode node = nodes.getFirst();
                world.start(node.process(), () -> session(node, number, true));
                world.runUntil(world.now() + LEASE.toNanos() * 5);
            }
        }
        truth.finished();
    }

    private static String prefix(int maildrop) {
        return "m" + maildrop + "/";
    }

    private void changeWeather() {
        if (calm) {
            return;
        }
        double bad = world.random.nextInt(3) * world.random.nextDouble() * 0.12;
        weather.faults = world.random.nextInt(25) == 0
                ? new Faults(0.7, 0.1, 0.1, 0.05, Faults.NONE.timeout())
                : new Faults(bad, bad, bad, bad, Faults.NONE.timeout());
        quietSince = weather.faults.equals(Faults.NONE) ? world.now() : Long.MAX_VALUE;
        world.after(seconds(5 + world.random.nextInt(60)), this::changeWeather);
    }

    private void deliver() {
        if (calm) {
            return;
        }
        delivery.deliver(prefix(world.random.nextInt(MAILDROPS)));
        world.after(seconds(1 + world.random.nextInt(8)), this::deliver);
    }

    private void disturb() {
        if (calm) {
            return;
        }
        SimNode node = nodes.get(world.random.nextInt(nodes.size()));
        switch (world.random.nextInt(7)) {
            case 0, 1 -> {
                truth.note("process crashes");
                node.restart();
            }
            case 2, 3 -> pause(node.process(), seconds(1 + world.random.nextInt(100)));
            case 4 -> node.time().jump(Duration.ofSeconds(world.random.nextInt(400) - 200));
            case 5 -> unlock(prefix(world.random.nextInt(MAILDROPS)));
            default ->
                bucket.objects().keySet().stream().filter(key -> key.startsWith("m") && world.random.nextInt(40) == 0)
                        .toList().forEach(truth::refuse);
        }
        world.after(seconds(3 + world.random.nextInt(60)), this::disturb);
    }

    /** An operator frees a lock, whoever has it: until its lease is over its session goes on with what it has decided. */
    private void unlock(String prefix) {
        SimWorld.Program operator = new SimWorld.Program();
        ObjectStore store = new SimStore(world, operator, bucket, weather, nodes.getFirst().mode());
        LockAdmin admin = new LockAdmin(new SimTimeline(world, operator), store, BUCKET, CONTROL);
        world.start(operator, () -> {
            try {
                if (admin.of(prefix).orElse(null) instanceof LockAdmin.Found.Lock lock && !lock.free()) {
                    truth.note("operator frees the lock of " + lock.holder());
                    delivery.pauseUntil(prefix, world.now() + 2 * LEASE.toNanos());
                    admin.free(lock);
                }
            } catch (StoreException e) {
                truth.note("operator could not free a lock: " + e.reason());
            }
        });
    }

    private void nextSession() {
        if (calm) {
            return;
        }
        SimNode node = nodes.get(world.random.nextInt(nodes.size()));
        int maildrop = world.random.nextInt(MAILDROPS);
        world.start(node.process(), () -> session(node, maildrop, false));
        world.after(
                world.random.nextInt(4) == 0 ? seconds(world.random.nextInt(50)) : seconds(1) * world.random.nextInt(8),
                this::nextSession);
    }

    private void session(SimNode node, int maildrop, boolean last) {
        if (new SimSession(world, truth, node, "s" + ++sessions, prefix(maildrop), last).run(() -> quietSince)) {
            acquisitions++;
        }
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
