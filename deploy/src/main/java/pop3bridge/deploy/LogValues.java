package pop3bridge.deploy;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.KeyValuePair;

/**
 * Writes the key-value pairs of a log line as {@code key="value"}, and the cause of a failure as {@code cause="…"}. In a value, a backslash precedes each double quote
 * and each backslash, so that a value cannot contain what looks like another pair. Logback calls it on any thread.
 */
public final class LogValues extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        List<KeyValuePair> pairs = Objects.requireNonNullElse(event.getKeyValuePairs(), List.of());
        Stream<KeyValuePair> cause = LogCause.text(event).map(text -> new KeyValuePair("cause", text)).stream();
        return Stream.concat(pairs.stream(), cause)
                .map(pair -> pair.key + "=\"" + escaped(String.valueOf(pair.value)) + "\"")
                .collect(Collectors.joining(" "));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
