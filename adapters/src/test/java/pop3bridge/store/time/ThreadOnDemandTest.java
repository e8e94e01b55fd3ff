package pop3bridge.store.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ThreadOnDemandTest {
    private static final Duration LONG = Duration.ofDays(400_000);

    private final BlockingQueue<Thread> calls = new LinkedBlockingQueue<>();

    private Timeline.Alarm alarm(Supplier<Optional<Duration>> work) {
        return new SystemTimeline().alarm("work", () -> {
            calls.add(Thread.currentThread());
            return work.get();
        });
    }

    private Thread call() throws InterruptedException {
        Thread thread = calls.poll(10, TimeUnit.SECONDS);
        assertNotNull(thread);
        return thread;
    }

    private void assertNoCall() throws InterruptedException {
        assertNull(calls.poll(50, TimeUnit.MILLISECONDS));
    }

    @Test
    void workHasAThreadOnlyWhileItIsDue() throws Exception {
        Timeline.Alarm alarm = alarm(() -> Optional.of(LONG));
        assertNoCall();
        alarm.wake();
        Thread first = call();
        assertTrue(first.join(Duration.ofSeconds(10)));
        assertNoCall();
        alarm.wake();
        assertNotEquals(first, call());
    }

    @Test
    void workIsDueAgainAfterTheTimeThatItReturned() throws Exception {
        AtomicReference<Duration> rest = new AtomicReference<>(Duration.ofMillis(10));
        alarm(() -> Optional.of(rest.get())).wake();
        for (int i = 0; i < 5; i++) {
            call();
        }
        rest.set(LONG);
        while (calls.poll(100, TimeUnit.MILLISECONDS) != null) {
            // calls that were due before
        }
        assertNoCall();
    }

    @Test
    void workThatHasEndedIsNotDoneAgain() throws Exception {
        Timeline.Alarm alarm = alarm(Optional::empty);
        alarm.wake();
        call();
        alarm.wake();
        assertNoCall();
    }

    @Test
    void noWakeIsLostAndNoneIsDoneTwiceAtATime() throws Exception {
        AtomicInteger wanted = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicBoolean working = new AtomicBoolean();
        AtomicBoolean twice = new AtomicBoolean();
        Timeline.Alarm alarm = alarm(() -> {
            if (!working.compareAndSet(false, true)) {
                twice.set(true);
            }
            seen.set(wanted.get());
            working.set(false);
            return Optional.of(LONG);
        });
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 10_000; i++) {
                    wanted.incrementAndGet();
                    alarm.wake();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (seen.get() != 40_000 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(40_000, seen.get());
        assertEquals(false, twice.get());
    }
}
