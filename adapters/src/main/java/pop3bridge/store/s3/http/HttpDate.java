package pop3bridge.store.s3.http;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Parses the dates in the headers of a response. */
public final class HttpDate {
    private HttpDate() {}

    /** Returns the time, if it has the form of RFC 9110 section 5.6.7. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
