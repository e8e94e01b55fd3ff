package pop3bridge.deploy.chaos;

import java.time.Duration;
import java.util.SplittableRandom;
import pop3bridge.deploy.chaos.Totals.Count;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;

/** Puts messages into one maildrop, as long as clients keep up. */
final class Producer implements Scene.Actor {
    private static final int MOST = 25;
    private static final int SMALL = 20;
    private static final int MEDIUM = 2_000;
    private static final int LARGE = 40_000;
    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Scene scene;
    private final String maildrop;
    private final SplittableRandom random;
    private int number;

    Producer(Scene scene, String maildrop) {
        this.scene = scene;
        this.maildrop = maildrop;
        this.random = scene.random("producer for " + maildrop);
    }

    @Override
    public void act() throws Exception {
        while (!scene.pause(Scene.between(random, SHORTEST, LONGEST))) {
            if (scene.ledger.backlog(maildrop) < MOST) {
                deliver(scene, new Letter(maildrop, maildrop + "-" + ++number, bodyLines(), random.nextBoolean()));
            }
        }
    }

    private int bodyLines() {
        int kind = random.nextInt(100);
        return random.nextInt(kind < 90 ? SMALL : kind < 98 ? MEDIUM : LARGE);
    }

    /** Puts a message into its maildrop; if that fails, nobody knows whether it is there. */
    static void deliver(Scene scene, Letter letter) {
        byte[] stored = letter.stored();
        scene.ledger.announce(letter);
        try {
            scene.bucket.put(Scene.prefix(letter.maildrop()) + letter.uid(), stored, Condition.always());
        } catch (StoreException _) {
            scene.totals.add(Count.FAILED_DELIVERIES);
            return;
        }
        scene.ledger.delivered(letter);
        scene.totals.add(Count.DELIVERIES);
    }
}
