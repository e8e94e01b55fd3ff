package pop3bridge.store.maildrop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Every meter of maildrops in an object store but those of the size cache. */
final class MaildropMetrics {
    private final MeterProvider<Counter> unreadable;
    private final Counter sizeMismatches;
    private final Counter emptyObjects;

    MaildropMetrics(MeterRegistry registry) {
        unreadable = Counter.builder("pop3bridge.messages.unreadable")
                .description("Times that a message could not be read for good").withRegistry(registry);
        sizeMismatches = Counter.builder("pop3bridge.size.mismatches")
                .description("Messages whose size on the wire was not what mail.line-ends=crlf promised")
                .register(registry);
        emptyObjects = Counter.builder("pop3bridge.objects.empty")
                .description("Objects of 0 octets found below maildrops and left out, each once")
                .register(registry);
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
