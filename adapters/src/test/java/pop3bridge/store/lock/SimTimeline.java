package pop3bridge.store.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import pop3bridge.store.time.Timeline;

/** The timeline of one simulated process. */
final class SimTimeline implements Timeline {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final SimWorld world;
    private final SimWorld.Program process;
    private long wallOffset;

    SimTimeline(SimWorld world, SimWorld.Program process) {
        this.world = world;
        this.process = process;
    }

    static Instant wall(long nanos) {
        return EPOCH.plusNanos(nanos);
    }

    void jump(Duration offset) {
        wallOffset += offset.toNanos();
    }

    @Override
    public long nanos() {
        process.check();
        return world.now();
    }

    @Override
    public Instant wall() {
        process.check();
        return wall(world.now() + wallOffset);
    }

    @Override
    public double random() {
        return world.random.nextDouble();
    }

    @Override
    public String unique() {
        return Long.toHexString(world.random.nextLong()) + Long.toHexString(world.random.nextLong());
    }

    @Override
    public void start(String name, Runnable task) {
        process.check();
        world.start(process, task);
    }

    @Override
    public Signal signal() {
        return new SimSignal();
    }

    /** The work has a thread of its own as long as it lasts. */
    @Override
    public Alarm alarm(String name, Supplier<Optional<Duration>> work) {
        Signal woken = signal();
        boolean[] started = {false};
        return () -> {
            woken.raise();
            if (!started[0]) {
                started[0] = true;
                start(name, () -> {
                    Optional<Duration> rest = work.get();
                    while (rest.isPresent()) {
                        woken.await(rest.get());
                        rest = work.get();
                    }
                });
            }
        };
    }

    private final class SimSignal implements Signal {
        private int calls;
        private final Deque<Runnable> waiting = new ArrayDeque<>();

        @Override
        public void raise() {
            Runnable first = waiting.poll();
            if (first == null) {
                calls++;
            } else {
                first.run();
            }
        }

        @Override
        public boolean await(Duration time) {
            process.check();
            if (calls > 0) {
                calls--;
                return true;
            }
            if (!time.isPositive()) {
                return false;
            }
            SimWorld.SimThread thread = world.current();
            int wait = world.nextWait(thread);
            boolean[] raised = {false};
            Runnable wake = () -> {
                raised[0] = true;
                world.after(0, () -> world.wake(thread, wait));
            };
            waiting.add(wake);
            world.after(time.toNanos(), () -> {
                waiting.remove(wake);
                world.wake(thread, wait);
            });
            world.giveWay(thread);
            return raised[0];
        }
    }
}
