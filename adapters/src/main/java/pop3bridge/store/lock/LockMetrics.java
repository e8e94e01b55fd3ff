package pop3bridge.store.lock;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** All meters of the locks. */
final class LockMetrics {
    /** The default of {@code lock.wait} is 10 seconds. */
    private static final Duration[] WAIT_BUCKETS = IntStream
            .of(10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000).mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterProvider<Counter> acquired;
    private final MeterProvider<Counter> failed;
    private final Counter lost;
    private final Counter restored;
    private final Timer wait;

    /** How a lock was acquired; a label. */
    enum Origin {
        /** The lock did not exist. */
        CREATED,
        /** The lock was free. */
        FREE,
        /** The lock had expired. */
        TAKEN_OVER,
        /** Our own write had succeeded, but its response was lost. */
        RECOVERED
    }

    /** Why a login got no lock; a label. */
    enum Failure {
        IN_USE,
        TEMPORARY,
        PERMANENT
    }

    LockMetrics(MeterRegistry registry) {
        acquired = Counter.builder("pop3bridge.locks.acquired")
                .description("Maildrop locks acquired, by origin").withRegistry(registry);
        failed = Counter.builder("pop3bridge.locks.refused")
                .description("Logins that did not get the maildrop lock, by cause").withRegistry(registry);
        lost = Counter.builder("pop3bridge.locks.lost")
                .description("Locks lost while their session was active").register(registry);
        restored = Counter.builder("pop3bridge.removals.refused")
                .description(
                        "Committed deletions that the store permanently refused; the messages are in the maildrop again")
                .register(registry);
        wait = Timer.builder("pop3bridge.lock.wait")
                .description("Time until a login got the maildrop lock, or gave up")
                .serviceLevelObjectives(WAIT_BUCKETS).register(registry);
        // An alert on an increase misses the first event if the counter begins with it.
        for (Origin origin : Origin.values()) {
            counter(origin).increment(0);
        }
        for (Failure cause : Failure.values()) {
            counter(cause).increment(0);
        }
    }

    private Counter counter(Origin origin) {
        return acquired.withTag("origin", origin.name().toLowerCase(Locale.ROOT));
    }

    private Counter counter(Failure cause) {
        return failed.withTag("cause", cause.name().toLowerCase(Locale.ROOT));
    }

    void acquired(Origin origin) {
        counter(origin).increment();
    }

    void failed(Failure cause) {
        counter(cause).increment();
    }

    void waited(long nanos) {
        wait.record(nanos, TimeUnit.NANOSECONDS);
    }

    void lost() {
        lost.increment();
    }

    void removalRefused() {
        restored.increment();
    }
}
