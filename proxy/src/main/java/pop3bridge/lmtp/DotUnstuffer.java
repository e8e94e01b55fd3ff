package pop3bridge.lmtp;

/**
 * Undoes dot-stuffing (RFC 5321 §4.5.2), and finds the end of the message: nothing but a dot between two CRLF. A dot beside a CR or
 * an LF alone is text: otherwise a sender could hide commands behind what other servers take for text. Not thread-safe.
 */
final class DotUnstuffer {
    private enum After {
        CRLF,
        DOT,
        DOT_CR,
        CR,
        TEXT,
        END
    }

    private final MessageBuffer message;
    private After after = After.CRLF;

    DotUnstuffer(MessageBuffer message) {
        this.message = message;
    }

    /** Takes octets up to the end of the message; returns their number. */
    int take(byte[] octets, int from, int to) {
        int position = from;
        while (position < to && after != After.END) {
            take(octets[position++]);
        }
        return position - from;
    }

    boolean atEnd() {
        return after == After.END;
    }

    private void take(byte octet) {
        switch (after) {
            case CRLF -> {
                if (octet == '.') {
                    after = After.DOT;
                } else {
                    text(octet);
                }
            }
            case DOT -> {
                if (octet == '\r') {
                    after = After.DOT_CR;
                } else {
                    text(octet);
                }
            }
            case DOT_CR -> {
                if (octet == '\n') {
                    after = After.END;
                } else {
                    text((byte) '\r');
                    text(octet);
                }
            }
            case CR, TEXT -> text(octet);
            case END -> throw new IllegalStateException("the message has ended");
        }
    }

    private void text(byte octet) {
        message.append(octet);
        after = switch (octet) {
            case '\r' -> After.CR;
            case '\n' -> after == After.CR ? After.CRLF : After.TEXT;
            default -> After.TEXT;
        };
    }
}
