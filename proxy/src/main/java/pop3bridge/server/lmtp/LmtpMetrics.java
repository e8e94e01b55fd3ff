package pop3bridge.server.lmtp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.lmtp.Deliveries.Recipient;

/** All meters of the LMTP server. Labels have only values from fixed sets. */
final class LmtpMetrics {
    /** Why a recipient or a connection was refused; a label. */
    enum Refusal {
        UNKNOWN_USER,
        USERS_UNAVAILABLE,
        TOO_MANY,
        NOT_ALLOWED
    }

    private static final Duration[] BUCKETS = IntStream.of(10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
            .mapToObj(Duration::ofMillis).toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final MeterProvider<Counter> deliveries;
    private final Timer duration;
    private final Counter received;

    LmtpMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.deliveries = Counter.builder("pop3bridge.lmtp.deliveries")
                .description("Messages received by LMTP, once for each recipient, by result").withRegistry(registry);
        this.duration = Timer.builder("pop3bridge.lmtp.delivery.duration")
                .description("Time from the end of a message until it is stored for a recipient")
                .serviceLevelObjectives(BUCKETS).register(registry);
        this.received = Counter.builder("pop3bridge.lmtp.received").baseUnit("bytes")
                .description("Octets received by LMTP").register(registry);
        for (Outcome outcome : Outcome.values()) {
            deliveries.withTags("result", label(outcome)).increment(0);
        }
        for (Refusal refusal : Refusal.values()) {
            counter(refusal).increment(0);
        }
    }

    private Counter counter(Refusal reason) {
        String what = switch (reason) {
            case UNKNOWN_USER, USERS_UNAVAILABLE -> "recipients";
            case TOO_MANY, NOT_ALLOWED -> "connections";
        };
        return Counter.builder("pop3bridge.lmtp." + what + ".refused").tag("reason", label(reason))
                .description("LMTP " + what + " refused, by reason").register(registry);
    }

    /** Registers how many connections are open. */
    void connections(IntSupplier open) {
        Gauge.builder("pop3bridge.lmtp.connections", open::getAsInt).description("Open LMTP connections")
                .register(registry);
    }

    void refused(Refusal reason) {
        counter(reason).increment();
    }

    void refused(Recipient why) {
        refused(why instanceof Recipient.Unavailable ? Refusal.USERS_UNAVAILABLE : Refusal.UNKNOWN_USER);
    }

    void delivered(Outcome outcome, long nanos) {
        deliveries.withTags("result", label(outcome)).increment();
        if (outcome == Outcome.STORED) {
            duration.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void received(int octets) {
        received.increment(octets);
    }

    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
