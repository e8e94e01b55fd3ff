package pop3bridge.message;

/**
 * Finds the end of the TOP of a stored message: after the header, the empty line at its end, and the given number of
 * body lines (RFC 1939 §7). Lines end with LF or CRLF. Not thread-safe.
 */
public final class TopLimiter {
    private final int bodyLines;
    private boolean inBody;
    private int linesOfBody;
    private boolean emptySoFar = true;
    private boolean afterCr;

    /**
     * @param bodyLines the number of body lines that belong to the top
     */
    public TopLimiter(int bodyLines) {
        this.bodyLines = bodyLines;
    }

    /** Returns whether the end of the top has been reached. */
    public boolean done() {
        return inBody && linesOfBody >= bodyLines;
    }

    /** Returns how many of the next {@code length} octets belong to the top. */
    public int accept(byte[] buffer, int length) {
        int accepted = 0;
        while (accepted < length && !done()) {
            accept(buffer[accepted]);
            accepted++;
        }
        return accepted;
    }

    private void accept(byte octet) {
        if (octet != '\n') {
            emptySoFar = emptySoFar && octet == '\r' && !afterCr;
            afterCr = octet == '\r';
            return;
        }
        if (inBody) {
            linesOfBody++;
        } else {
            inBody = emptySoFar;
        }
        emptySoFar = true;
        afterCr = false;
    }
}
