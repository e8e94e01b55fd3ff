package pop3bridge.store.maildrop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** All meters of maildrops in an object store, except those of the size cache. */
final class MaildropMetrics {
    private final MeterProvider<Counter> unreadable;
    private final Counter sizeMismatches;
    private final Counter emptyObjects;
    private final Counter resumed;
    private final Counter paused;
    private final Counter readAheadUsed;
    private final Counter readAheadWasted;

    MaildropMetrics(MeterRegistry registry) {
        unreadable = Counter.builder("pop3bridge.messages.unreadable")
                .description("Times that a message was permanently unreadable").withRegistry(registry);
        sizeMismatches = Counter.builder("pop3bridge.size.mismatches")
                .description("Messages whose size on the wire was wrong with mail.line-ends=crlf")
                .register(registry);
        emptyObjects = Counter.builder("pop3bridge.objects.empty")
                .description("Objects of 0 octets skipped in maildrops, each counted once")
                .register(registry);
        resumed = Counter.builder("pop3bridge.reads.resumed")
                .description("Times that reading an object broke off and was resumed").register(registry);
        paused = Counter.builder("pop3bridge.reads.paused")
                .description("Times that a client read nothing and the connection to the store was closed meanwhile")
                .register(registry);
        readAheadUsed = readAhead(registry, "used");
        readAheadWasted = readAhead(registry, "wasted");
    }

    private static Counter readAhead(MeterRegistry registry, String result) {
        return Counter.builder("pop3bridge.read.ahead.octets").tag("result", result)
                .description("Octets of messages fetched before a client requested them").register(registry);
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

    void emptyObject() {
        emptyObjects.increment();
    }

    void unreadable(UnreadableException.Cause cause) {
        unreadable.withTag("reason", cause.name().toLowerCase(Locale.ROOT)).increment();
    }

    void sizeMismatch() {
        sizeMismatches.increment();
    }
}
