package pop3bridge.store.lock;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs of the simulation, each with a seed of its own. */
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

    /** System properties make it longer: {@code simulation.seed}, the first seed, and {@code simulation.runs}. */
    @Test
    void nothingThatMustNeverBeHappens() throws Exception {
        int runs = Integer.getInteger("simulation.runs", 40);
        long begin = System.nanoTime();
        long acquisitions = simulate(Long.getLong("simulation.seed", 1), runs);
        System.out.printf("simulation: %d runs of %d minutes, %d locks taken in %.0f s, no violation%n", runs,
                RUN.toMinutes(), acquisitions, (System.nanoTime() - begin) / 1e9);
        assertTrue(acquisitions > 25L * runs);
    }
}
