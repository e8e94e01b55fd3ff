package pop3bridge.store.lock;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Every meter of the locks, named once. */
final class LockMetrics {
    private final MeterProvider<Counter> acquired;
    private final MeterProvider<Counter> failed;
    private final Counter lost;
    private final Counter restored;

    /** How a lock was got: a label. */
    enum Origin {
        /** There was none. */
        CREATED,
        /** The last holder had left it free. */
        FREE,
        /** The last holder had let it expire. */
        TAKEN_OVER,
        /** The answer to a write of our own had been lost. */
        RECOVERED
    }

    /** Why a login got no lock: a label. */
    enum Failure {
        IN_USE,
        TEMPORARY,
        PERMANENT
    }

    LockMetrics(MeterRegistry registry) {
        acquired = Counter.builder("pop3bridge.locks.acquired")
                .description("Maildrop locks taken, by the way").withRegistry(registry);
        failed = Counter.builder("pop3bridge.locks.refused")
                .description("Logins that got no maildrop lock, by cause").withRegistry(registry);
        lost = Counter.builder("pop3bridge.locks.lost")
                .description("Locks that another session took over from one of ours").register(registry);
        restored = Counter.builder("pop3bridge.removals.refused")
                .description("Removals that the store refused for good, so that the message is in the maildrop again")
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
