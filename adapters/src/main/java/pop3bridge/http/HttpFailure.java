package pop3bridge.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** The service has not told whether somebody may log in. The message names the settings to look at, and has nothing of the answer's body. */
final class HttpFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CHARACTERS = 300;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private final Kind kind;

    /** What failed, and the settings that it hangs on. */
    enum Kind {
        UNREACHABLE(
                "the service cannot be reached, or its answer cannot be read (see accounts.http.url, accounts.http.ca-file,"
                        + " accounts.http.connect-timeout)"),
        TOO_LATE("the service does not answer in time (see accounts.http.url, accounts.http.answer-timeout)"),
        ALL_IN_USE("too many logins wait for the service (see accounts.http.connections)"),
        TOKEN("the service refuses the token (see accounts.http.token-file)"),
        STATUS("the service responds with an undocumented status (see accounts.http.url)"),
        MALFORMED("the service's answer is not of the documented form (see accounts.http.url)");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The word for the log. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private HttpFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static HttpFailure of(Kind kind) {
        return new HttpFailure(kind, kind.text);
    }

    /** A failure with what the network, or the status line, said. */
    static HttpFailure of(Kind kind, String detail) {
        String line = UNSEEN.matcher(detail).replaceAll(" ");
        return new HttpFailure(kind, kind.text + ": "
                + (line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…"));
    }

    Kind kind() {
        return kind;
    }

    /** What to do about it. */
    String explanation() {
        return String.valueOf(getMessage());
    }
}
