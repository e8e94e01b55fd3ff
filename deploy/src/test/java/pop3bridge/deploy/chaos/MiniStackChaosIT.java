package pop3bridge.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.deploy.chaos.Totals.Count;
import pop3bridge.store.MiniStack;
import pop3bridge.store.RealStore;

/**
 * A short run; {@code deploy/bench/chaos} makes long ones. The seed determines the actors' actions, but not their
 * effects.
 */
@Tag("ministack")
@ExtendWith(MiniStack.class)
final class MiniStackChaosIT {
    private static final long SEED = 1;
    private static final Duration TIME = Duration.ofSeconds(35);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(10);
    private static final Path FOLDER = Path.of("target", "chaos");

    private final RealStore store;

    MiniStackChaosIT(RealStore store) {
        this.store = store;
    }

    @Test
    @Timeout(300)
    void noPromiseIsBroken() throws Exception {
        Files.createDirectories(FOLDER);
        Options options = new Options(SEED, TIME, 3, 16, 48, SHORTEST_LEASE, FOLDER.toAbsolutePath());
        System.out.println(options);
        try (Chaos chaos = new Chaos(store, options)) {
            Totals totals = chaos.run();
            System.out.println(totals);
            for (Count count : List.of(Count.KILLS, Count.STOPS, Count.DELIVERIES, Count.LOGINS, Count.MESSAGES_READ,
                    Count.REMOVALS_ACKNOWLEDGED)) {
                assertTrue(totals.of(count) > 0, () -> "nothing of " + count + "\n" + totals);
            }
            assertEquals(0, totals.of(Count.LOCKS_LEFT), totals::toString);
        }
    }
}
