package pop3bridge.store.time;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The system's clocks, virtual threads and random numbers. */
public final class SystemTimeline implements Timeline {
    private final SecureRandom secure = new SecureRandom();
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("timers").factory());

    /** Creates a timeline; its thread for timers starts at the first alarm that waits. */
    public SystemTimeline() {
        timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant wall() {
        return Instant.now();
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public String unique() {
        byte[] octets = new byte[16];
        secure.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    @Override
    public Signal signal() {
        return new SemaphoreSignal();
    }

    @Override
    public void start(String name, Runnable task) {
        Thread.ofVirtual().name(name).start(task);
    }

    @Override
    public Alarm alarm(String name, Supplier<Optional<Duration>> work) {
        return new ThreadOnDemand(name, timers, work);
    }

    private static final class SemaphoreSignal implements Signal {
        private final Semaphore calls = new Semaphore(0);

        @Override
        public void raise() {
            calls.release();
        }

        @Override
        public boolean await(Duration time) {
            try {
                return calls.tryAcquire(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
