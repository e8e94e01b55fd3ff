package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import pop3bridge.accounts.Secret;
import pop3bridge.users.password.PasswordHash;

@Timeout(60)
class BoundedVerifierTest {
    private static final int MOST = 3;
    private static final long MEMORY = 3000;

    private final BoundedVerifier verifier = new BoundedVerifier(MOST, MEMORY);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();

    @Test
    void verifies() throws Exception {
        PasswordHash hash = PasswordHash.parse("{PLAIN}secret");
        assertTrue(verifier.verify(hash, Secret.of("secret")));
        assertFalse(verifier.verify(hash, Secret.of("Secret")));
    }

    @Test
    void comparesAsManyAtOnceAsItMay() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(MOST);
        runAll(12, 1000, () -> await(barrier));
        assertEquals(MOST, mostRunning.get());
    }

    @Test
    void comparesFewerAtOnceThatTakeMuchMemory() throws Exception {
        runAll(12, 1001, () -> true);
        assertEquals(1, mostRunning.get());
    }

    @Test
    void comparesWhatTakesAllMemoryAlone() throws Exception {
        runAll(6, 10 * MEMORY, () -> true);
        assertEquals(1, mostRunning.get());
    }

    @Test
    void leavesTheVirtualThreadsTheirProcessors() throws Exception {
        assertTrue(verifier.run(0, () -> !Thread.currentThread().isVirtual() && Thread.currentThread().isDaemon()));
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        OutOfMemoryError failure = new OutOfMemoryError("for a test");
        for (int i = 0; i < 2 * MOST; i++) {
            ExecutionException thrown = assertThrows(ExecutionException.class, () -> verifier.run(0, () -> {
                throw failure;
            }));
            assertInstanceOf(OutOfMemoryError.class, thrown.getCause());
        }
        assertTrue(verifier.run(MEMORY, () -> true));
    }

    @Test
    void anInterruptedLoginLeavesItsComparisonToItself() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread login = Thread.ofVirtual().start(() -> {
            assertThrows(InterruptedException.class, () -> verifier.run(0, () -> {
                started.countDown();
                return await(end);
            }));
            interrupted.countDown();
        });
        assertTrue(started.await(30, TimeUnit.SECONDS));
        login.interrupt();
        assertTrue(interrupted.await(30, TimeUnit.SECONDS));
        assertTrue(verifier.run(0, () -> true));
        end.countDown();
        assertTrue(verifier.run(MEMORY, () -> true));
    }

    private void runAll(int count, long memory, BooleanSupplier comparison) throws Exception {
        List<Future<Boolean>> results = new ArrayList<>();
        try (ExecutorService logins = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                results.add(logins.submit(() -> verifier.run(memory, () -> counted(comparison))));
            }
        }
        for (Future<Boolean> result : results) {
            assertTrue(result.get());
        }
    }

    private boolean counted(BooleanSupplier comparison) {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            return comparison.getAsBoolean();
        } finally {
            running.decrementAndGet();
        }
    }

    private static boolean await(CyclicBarrier barrier) {
        try {
            return barrier.await(30, TimeUnit.SECONDS) >= 0;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
