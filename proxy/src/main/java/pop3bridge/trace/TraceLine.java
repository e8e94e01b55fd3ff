package pop3bridge.trace;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A line of a trace.
 *
 * @param session the session's identifier in the log
 * @param text the line without its line ending, with secrets replaced by {@code ***}
 */
public record TraceLine(Instant time, String session, From from, String text) {
    private static final int MOST_CHARACTERS = 500;

    /** Who says it. */
    public enum From {
        CLIENT,
        SERVER,
        /** Nobody: it is about the connection. */
        NOTE
    }

    static TraceLine of(Instant time, String session, From from, String text) {
        return new TraceLine(time.truncatedTo(ChronoUnit.MILLIS), session, from,
                text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…");
    }
}
