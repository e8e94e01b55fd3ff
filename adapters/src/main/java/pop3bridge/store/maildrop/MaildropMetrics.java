package pop3bridge.store.maildrop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import pop3bridge.store.ses.Verdict;

/** All meters of maildrops in an object store, except those of the size cache. */
final class MaildropMetrics {
    private final MeterProvider<Counter> unreadable;
    private final MeterProvider<Counter> hidden;
    private final Counter quarantined;
    private final MeterProvider<Counter> restores;
    private final Counter sizeMismatches;
    private final Counter emptyObjects;
    private final Counter resumed;
    private final Counter paused;
    private final Counter notListed;
    private final Counter readAheadUsed;
    private final Counter readAheadWasted;

    MaildropMetrics(MeterRegistry registry) {
        unreadable = Counter.builder("pop3bridge.messages.unreadable")
                .description("Messages that the store permanently refused to return").withRegistry(registry);
        // An alert on an increase misses the first message if the counter begins with it.
        for (UnreadableException.Cause cause : UnreadableException.Cause.values()) {
            unreadable(cause).increment(0);
        }
        hidden = Counter.builder("pop3bridge.messages.hidden")
                .description(
                        "Messages that are hidden because of the verdict of Amazon SES, counted when they are read for it")
                .withRegistry(registry);
        for (Verdict verdict : List.of(Verdict.SPAM, Verdict.VIRUS)) {
            hidden(verdict).increment(0);
        }
        quarantined = Counter.builder("pop3bridge.messages.quarantined")
                .description("Hidden messages that were moved to mail.quarantine").register(registry);
        restores = Counter.builder("pop3bridge.restores")
                .description("Requests to restore an archived message").withRegistry(registry);
        restore(true).increment(0);
        restore(false).increment(0);
        sizeMismatches = Counter.builder("pop3bridge.size.mismatches")
                .description("Messages whose size contradicts mail.line-ends: crlf")
                .register(registry);
        emptyObjects = Counter.builder("pop3bridge.objects.empty")
                .description("Objects of 0 octets that are not served as messages, each counted once")
                .register(registry);
        resumed = Counter.builder("pop3bridge.reads.resumed")
                .description("Reads of an object that were interrupted and resumed").register(registry);
        paused = Counter.builder("pop3bridge.reads.paused")
                .description("Reads of an object that were suspended because the client stopped reading")
                .register(registry);
        notListed = Counter.builder("pop3bridge.maildrops.not.listed")
                .description("Logins to empty maildrops that the store's events made a listing unnecessary for")
                .register(registry);
        readAheadUsed = readAhead(registry, "used");
        readAheadWasted = readAhead(registry, "wasted");
    }

    private static Counter readAhead(MeterRegistry registry, String result) {
        return Counter.builder("pop3bridge.read.ahead").baseUnit("bytes").tag("result", result)
                .description("Octets of messages that were fetched before a client requested them").register(registry);
    }

    void readAhead(int octets, boolean used) {
        (used ? readAheadUsed : readAheadWasted).increment(octets);
    }

    void resumed() {
        resumed.increment();
    }

    void paused() {
        paused.increment();
    }

    void notListed() {
        notListed.increment();
    }

    void emptyObject() {
        emptyObjects.increment();
    }

    /** Returns the counter of messages that are unreadable for this reason. */
    Counter unreadable(UnreadableException.Cause cause) {
        return unreadable.withTag("reason", cause.name().toLowerCase(Locale.ROOT));
    }

    /** Returns the counter of messages that are hidden because of this verdict. */
    Counter hidden(Verdict verdict) {
        return hidden.withTag("verdict", verdict.name().toLowerCase(Locale.ROOT));
    }

    /** Returns the counter of hidden messages that were moved. */
    Counter quarantined() {
        return quarantined;
    }

    /** Returns the counter of requests to restore an archived message. */
    Counter restore(boolean accepted) {
        return restores.withTag("result", accepted ? "requested" : "refused");
    }

    void sizeMismatch() {
        sizeMismatches.increment();
    }
}
