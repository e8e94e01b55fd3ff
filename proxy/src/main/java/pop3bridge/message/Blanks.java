package pop3bridge.message;

/**
 * Whitespace in header fields: spaces, tabs, and line endings if the field is folded (RFC 5322 §2.2.3). No other
 * Unicode whitespace.
 */
final class Blanks {
    private static final String ALL = " \t\r\n";

    private Blanks() {}

    static boolean is(char character) {
        return ALL.indexOf(character) >= 0;
    }

    /** Returns the text without leading and trailing whitespace. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && is(text.charAt(start))) {
            start++;
        }
        while (end > start && is(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
