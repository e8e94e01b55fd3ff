package pop3bridge.store.lock;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** All meters of the locks. */
final class LockMetrics {
    private final MeterProvider<Counter> acquired;
    private final MeterProvider<Counter> failed;
    private final Counter lost;
    private final Counter restored;

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
    }

    void acquired(Origin origin) {
        acquired.withTag("origin", origin.name().toLowerCase(Locale.ROOT)).increment();
    }

    void failed(Failure cause) {
        failed.withTag("cause", cause.name().toLowerCase(Locale.ROOT)).increment();
    }

    void lost() {
        lost.increment();
    }

    void removalRefused() {
        restored.increment();
    }
}
