package pop3bridge.moving.mbox;

import java.io.ByteArrayOutputStream;

/** The dialects of mbox. They differ in how the end of a message is found and in which lines have been quoted with {@code >}. */
public enum MboxDialect {
    /**
     * Content-Length counts where a separator follows there. Lines are quoted as in mboxrd, except in a message whose
     * Content-Length counts and that has a line that would be quoted and is not.
     */
    AUTO,
    /** Lines that begin with {@code From } are quoted. */
    O,
    /** Lines that begin with any number of {@code >} and {@code From } are quoted. */
    RD,
    /** Content-Length counts, and lines are quoted as in mboxrd. */
    CL,
    /** Content-Length counts, and no lines are quoted. */
    CL2;

    private static final String FROM = "From ";

    /** Returns whether messages end where their Content-Length says. */
    boolean counts() {
        return this == CL || this == CL2;
    }

    /** Returns whether messages may end where their Content-Length says. */
    boolean mayCount() {
        return counts() || this == AUTO;
    }

    /** Returns whether lines of the header are quoted too. Otherwise they may be UUCP's, which begin with {@code >From}. */
    boolean quotesHeader() {
        return this == RD;
    }

    /**
     * Returns a message, or a body, without quotes.
     *
     * @param counted whether it ended where its Content-Length said
     */
    byte[] unquoted(byte[] message, boolean counted) {
        boolean quoted = this != CL2 && !(this == AUTO && counted && hasUnquotedLine(message));
        if (!quoted) {
            return message;
        }
        ByteArrayOutputStream unquoted = new ByteArrayOutputStream(message.length);
        int copied = 0;
        for (int line = 0; line < message.length; line = next(message, line)) {
            int quotes = quotes(message, line);
            if (quotes > 0 && (this != O || quotes == 1) && isFrom(message, line + quotes, message.length)) {
                unquoted.write(message, copied, line - copied);
                copied = line + 1;
            }
        }
        unquoted.write(message, copied, message.length - copied);
        return unquoted.toByteArray();
    }

    private static boolean hasUnquotedLine(byte[] message) {
        for (int line = 0; line < message.length; line = next(message, line)) {
            if (isFrom(message, line, message.length)) {
                return true;
            }
        }
        return false;
    }

    private static int quotes(byte[] octets, int begin) {
        int count = 0;
        while (begin + count < octets.length && octets[begin + count] == '>') {
            count++;
        }
        return count;
    }

    /** Returns whether {@code From } is at this place. */
    static boolean isFrom(byte[] octets, int begin, int end) {
        if (end - begin < FROM.length()) {
            return false;
        }
        for (int i = 0; i < FROM.length(); i++) {
            if (octets[begin + i] != FROM.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int next(byte[] octets, int line) {
        int end = line;
        while (end < octets.length && octets[end] != '\n') {
            end++;
        }
        return end + 1;
    }
}
