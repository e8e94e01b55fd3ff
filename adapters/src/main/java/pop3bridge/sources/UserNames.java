package pop3bridge.sources;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The rules for user names that are sent to another server. */
public final class UserNames {
    private static final int MOST_OCTETS = 255;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private UserNames() {}

    /** Whether somebody may be called this: at most 255 octets of UTF-8, not blank, and without control characters. */
    public static boolean possible(String name) {
        return !name.isBlank() && !hasControls(name) && name.getBytes(StandardCharsets.UTF_8).length <= MOST_OCTETS;
    }

    /** Whether a text has characters that end a line, are not seen or are half a character. */
    public static boolean hasControls(String text) {
        return CONTROL.matcher(text).find();
    }
}
