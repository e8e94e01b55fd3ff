package pop3bridge.store.lock;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A short run of the simulation; {@link #main} makes a long one. */
final class LockSimulationTest {
    private static final Duration RUN = Duration.ofMinutes(30);

    /** Simulates runs with these seeds; returns how often a lock was taken. */
    static long simulate(long firstSeed, int runs) throws Exception {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long[] acquisitions = {0};
        Thread thread = Thread.ofVirtual().start(() -> {
            for (long seed = firstSeed; seed < firstSeed + runs && failure.get() == null; seed++) {
                LockSimulation simulation = new LockSimulation(seed);
                try {
                    simulation.run(RUN);
                } catch (Throwable e) {
                    failure.set(new AssertionError(
                            "seed " + seed + ": " + e + "\n" + String.join("\n", simulation.history()), e));
                }
                acquisitions[0] += simulation.acquisitions;
            }
        });
        thread.join();
        Throwable e = failure.get();
        if (e != null) {
            throw new AssertionError(e.getMessage(), e.getCause());
        }
        return acquisitions[0];
    }

    /** Arguments: the first seed and how many. */
    public static void main(String[] arguments) throws Exception {
        long begin = System.nanoTime();
        long acquisitions = simulate(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.printf("%d acquisitions in %.1f s, no violation%n", acquisitions, (System.nanoTime() - begin) / 1e9);
    }

    @Test
    void nothingThatMustNeverBeHappens() throws Exception {
        assertTrue(simulate(1, 40) > 1000);
    }
}
