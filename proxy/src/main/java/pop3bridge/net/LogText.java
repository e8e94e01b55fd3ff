package pop3bridge.net;

import java.util.Locale;
import java.util.regex.Pattern;

/** Formats text that clients can choose freely, such as user names, for the log. */
public final class LogText {
    private static final int MOST_CHARACTERS = 64;

    /** Characters that are invisible, change the display, or end the quotes around a text. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\"\\\\]");

    private LogText() {}

    /** Returns a text on one line, truncated to {@value #MOST_CHARACTERS} characters and an ellipsis. */
    public static String safe(String text) {
        String seen = UNSAFE.matcher(text).replaceAll(
                unsafe -> "\\\\u{" + Integer.toHexString(unsafe.group().codePointAt(0)).toUpperCase(Locale.ROOT) + "}");
        int characters = seen.codePointCount(0, seen.length());
        return characters <= MOST_CHARACTERS
                ? seen
                : seen.substring(0, seen.offsetByCodePoints(0, MOST_CHARACTERS)) + "…";
    }
}
