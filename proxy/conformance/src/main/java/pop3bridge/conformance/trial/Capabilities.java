package pop3bridge.conformance.trial;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What CAPA lists (RFC 2449 §5); tags come in any case. */
public record Capabilities(List<String> lines) {
    /** Whether a capability is listed; the tag is in upper case. */
    public boolean has(String tag) {
        return line(tag).isPresent();
    }

    /** The arguments of a capability; none if it is not there. */
    public List<String> arguments(String tag) {
        return line(tag).map(line -> List.of(line.split(" ", -1))).map(words -> words.subList(1, words.size()))
                .orElse(List.of());
    }

    /** The line of a capability; the tag is in upper case. */
    public Optional<String> line(String tag) {
        return lines.stream().filter(line -> tag(line).equals(tag)).findFirst();
    }

    /** The tag of a line, in upper case. */
    public static String tag(String line) {
        int space = line.indexOf(' ');
        return (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
    }
}
