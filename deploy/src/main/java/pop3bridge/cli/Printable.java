package pop3bridge.cli;

import java.util.regex.Pattern;

/** Text from outside, such as a user name, for a terminal. */
final class Printable {
    private static final Pattern UNSAFE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** Returns the text with each character that is invisible or changes the display replaced by {@code ?}. */
    static String of(String text) {
        return UNSAFE.matcher(text).replaceAll("?");
    }
}
