package pop3bridge.config;

/** A setting's text is not what the setting takes; the message says so without naming the setting. */
final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 60;

    BadValueException(String message) {
        super(message);
    }

    /** The message that a text is not what was wanted. */
    static BadValueException not(String text, String wanted) {
        return new BadValueException(quoted(text) + " is not " + wanted);
    }

    /** The text between quotation marks, on one line. */
    static String quoted(String text) {
        return '"' + oneLine(text) + '"';
    }

    /** The text without line ends and other controls; where it is long, its start. */
    static String oneLine(String text) {
        String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
