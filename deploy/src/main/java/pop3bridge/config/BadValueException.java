package pop3bridge.config;

/** A setting has an invalid value. The message does not name the setting. */
final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 60;

    BadValueException(String message) {
        super(message);
    }

    /** Returns an exception whose message says that {@code text} is not {@code wanted}. */
    static BadValueException not(String text, String wanted) {
        return new BadValueException(quoted(text) + " is not " + wanted);
    }

    /** Returns the text in double quotation marks, on one line. */
    static String quoted(String text) {
        return '"' + oneLine(text) + '"';
    }

    /** Returns the text with control characters replaced by {@code ?}, truncated if it is long. */
    static String oneLine(String text) {
        String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
