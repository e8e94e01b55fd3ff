package pop3bridge.conformance.trial;

import java.util.Locale;
import java.util.Optional;

/**
 * A status line without its line end; octets are characters of ISO 8859-1.
 */
public record Reply(String line) {
    /** In any case of letters: that it must be upper case is for the {@link Journal}. */
    public boolean ok() {
        return status("+OK");
    }

    boolean err() {
        return status("-ERR");
    }

    private boolean status(String indicator) {
        return (line + " ").regionMatches(true, 0, indicator + " ", 0, indicator.length() + 1);
    }

    /** What follows the status indicator. */
    public String text() {
        int space = line.indexOf(' ');
        return space < 0 ? "" : line.substring(space + 1);
    }

    /** The response code at the beginning of the text (RFC 2449 §8), in upper case and without its brackets. */
    public Optional<String> code() {
        String text = text();
        int end = text.indexOf(']');
        return text.startsWith("[") && end > 0
                ? Optional.of(text.substring(1, end).toUpperCase(Locale.ROOT))
                : Optional.empty();
    }
}
