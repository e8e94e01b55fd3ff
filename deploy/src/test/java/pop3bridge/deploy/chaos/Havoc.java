package pop3bridge.deploy.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import pop3bridge.deploy.chaos.Totals.Count;

/** Injects faults into one replica, which is healthy again at the end. */
final class Havoc implements Scene.Actor {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration QUIT_TAKES = Duration.ofMillis(15);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration WAIT_FOR_QUIT = Duration.ofSeconds(3);
    private static final int STARTS = 3;

    private final Scene scene;
    private final Replica replica;
    private final SplittableRandom random;
    private final Deque<Deed> deck = new ArrayDeque<>();

    /** Each is done once before any is done again. */
    private enum Deed {
        KILL,
        KILL_AGAIN,
        STOP,
        STOP_SHORTLY,
        STOP_PAST_THE_LEASE,
        STOP_AND_KILL,
        RESTART
    }

    Havoc(Scene scene, Replica replica) {
        this.scene = scene;
        this.replica = replica;
        this.random = scene.random(replica.toString());
    }

    @Override
    public void act() throws Exception {
        while (!scene.pause(Scene.between(random, SECOND, scene.options.lease()))) {
            if (random.nextBoolean()) {
                replica.awaitQuit(WAIT_FOR_QUIT);
                scene.pause(Scene.between(random, Duration.ZERO, QUIT_TAKES));
            }
            if (!scene.over()) {
                perform(next());
            }
        }
    }

    private Deed next() {
        if (deck.isEmpty()) {
            List<Deed> deeds = new ArrayList<>(List.of(Deed.values()));
            Collections.shuffle(deeds, Random.from(random));
            deck.addAll(deeds);
        }
        return deck.remove();
    }

    private void perform(Deed deed) throws Exception {
        Duration lease = scene.options.lease();
        switch (deed) {
            case KILL, KILL_AGAIN -> kill();
            case STOP -> stop(Scene.between(random, SECOND, lease));
            case STOP_SHORTLY -> stop(Scene.between(random, SHORT, SECOND));
            case STOP_PAST_THE_LEASE ->
                stop(Scene.between(random, lease.plusSeconds(4), lease.multipliedBy(2)));
            case STOP_AND_KILL -> {
                note("is stopped for good");
                replica.stop();
                scene.pause(Scene.between(random, SHORT, lease));
                kill();
            }
            case RESTART -> {
                note("is told to end");
                boolean orderly = replica.terminate();
                note(orderly ? "has ended" : "has not ended in order");
                scene.totals.add(Count.ORDERLY_RESTARTS);
                start();
            }
        }
    }

    private void kill() throws Exception {
        note("is killed");
        replica.kill();
        scene.totals.add(Count.KILLS);
        scene.pause(Scene.between(random, SHORT, SECOND));
        start();
    }

    private void stop(Duration time) throws Exception {
        note("is stopped for " + time.toMillis() + " ms");
        replica.stop();
        scene.pause(time);
        replica.goOn();
        note("goes on");
        scene.totals.add(Count.STOPS);
        if (time.compareTo(scene.options.lease()) > 0) {
            scene.totals.add(Count.STOPS_LONGER_THAN_THE_LEASE);
        }
    }

    private void start() throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                replica.start();
                note("is ready");
                return;
            } catch (IOException e) {
                scene.totals.add(Count.FAILED_STARTS);
                if (attempt == STARTS) {
                    throw e;
                }
            }
        }
    }

    private void note(String text) {
        scene.ledger.note(replica + " " + text);
    }
}
