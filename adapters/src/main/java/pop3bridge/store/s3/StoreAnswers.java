package pop3bridge.store.s3;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.time.Timeline;

/**
 * Counts refusals that are not specific to a message, and logs each kind: the first at once, then once a minute with
 * their number. Records the time of the last response for each bucket. Thread-safe.
 */
final class StoreAnswers {
    private static final Logger log = LoggerFactory.getLogger(StoreAnswers.class);

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Timeline time;
    private final MeterProvider<Counter> refusals;
    private final Map<Reason, Told> told = new EnumMap<>(Reason.class);
    private final Map<String, Long> answered = new ConcurrentHashMap<>();
    private boolean telling;

    /** When a kind of refusal was last logged, and how many there were since. */
    private record Told(long at, int repeats) {}

    StoreAnswers(Timeline time, MeterRegistry registry) {
        this.time = time;
        this.refusals = Counter.builder("pop3bridge.store.refusals")
                .description("Requests that the store refused for a reason that does not concern a single message")
                .withRegistry(registry);
        // An alert on an increase misses the first refusal if the counter begins with it.
        for (Reason reason : List.of(Reason.CREDENTIALS, Reason.CLOCK, Reason.REGION, Reason.KEY, Reason.THROTTLED)) {
            counter(reason).increment(0);
        }
    }

    private Counter counter(Reason reason) {
        return refusals.withTag("reason", reason.name().toLowerCase(Locale.ROOT));
    }

    /** From now on, logs refusals. Before that, they end startup, which reports them. */
    synchronized void tell() {
        telling = true;
    }

    /** Notes that the store has responded to a request for this bucket. */
    void answered(String bucket) {
        answered.put(bucket, time.nanos());
    }

    /** Returns the time of the last response, by {@link Timeline#nanos}; before any other time if there was none. */
    long lastAnswer(String bucket) {
        return answered.getOrDefault(bucket, Long.MIN_VALUE / 2);
    }

    void refused(String bucket, StoreException e) {
        switch (e.reason()) {
            case CREDENTIALS, CLOCK, REGION, KEY -> refused(e, Level.ERROR);
            case THROTTLED -> refused(e, Level.WARN);
            case NOT_FOUND, PRECONDITION_FAILED, CONFLICT, CUSTOMER_KEY, ARCHIVED -> answered(bucket);
            case NO_BUCKET, DENIED, NOT_IMPLEMENTED, REJECTED, UNAVAILABLE -> {
            }
        }
    }

    private void refused(StoreException e, Level level) {
        counter(e.reason()).increment();
        int repeats = repeatsToTell(e.reason());
        if (repeats >= 0) {
            log.atLevel(level).addKeyValue("reason", e.reason().name().toLowerCase(Locale.ROOT))
                    .addKeyValue("why", e.explanation())
                    .addKeyValue("answer", e.getMessage()).addKeyValue("repeats", repeats)
                    .log("store refuses requests");
        }
    }

    /** Returns the number of refusals not yet logged; -1 if the next log entry is not due. */
    private synchronized int repeatsToTell(Reason reason) {
        if (!telling) {
            return -1;
        }
        long now = time.nanos();
        Told last = told.get(reason);
        if (last != null && now - last.at() < EVERY.toNanos()) {
            told.put(reason, new Told(last.at(), last.repeats() + 1));
            return -1;
        }
        told.put(reason, new Told(now, 0));
        return last == null ? 0 : last.repeats();
    }
}
