package pop3bridge.message;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a stored message as a multi-line reply (RFC 1939 §3): a bare LF becomes CRLF, and every line that begins with
 * a dot, including the first, gets another dot. A bare CR is unchanged. Writes unchanged pieces directly from the input
 * buffer. Not thread-safe.
 */
public final class DotStuffer {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] DOT = {'.'};
    private static final byte[] TERMINATOR = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private boolean lineStart = true;
    private boolean afterCr;
    private long size;

    public DotStuffer(OutputStream out) {
        this.out = out;
    }

    /** Writes the next part of the stored message. */
    public void write(byte[] buffer, int offset, int length) throws IOException {
        size += length;
        int pending = offset;
        int end = offset + length;
        int next = offset;
        while (next < end) {
            if (lineStart && buffer[next] == '.') {
                out.write(buffer, pending, next - pending);
                out.write(DOT, 0, 1);
                pending = next;
            }
            int lineFeed = LineFeeds.next(buffer, next, end);
            lineStart = lineFeed < end;
            if (lineStart && !(lineFeed == offset ? afterCr : buffer[lineFeed - 1] == '\r')) {
                out.write(buffer, pending, lineFeed - pending);
                out.write(CRLF, 0, 2);
                size++;
                pending = lineFeed + 1;
            }
            next = lineFeed + 1;
        }
        if (length > 0) {
            afterCr = buffer[end - 1] == '\r';
        }
        out.write(buffer, pending, end - pending);
    }

    /** Ends the last line if the message does not, and writes the terminator. */
    public void end() throws IOException {
        if (!lineStart) {
            out.write(CRLF, 0, 2);
            size += 2;
        }
        out.write(TERMINATOR, 0, TERMINATOR.length);
    }

    /** Returns the size of the message that was written, in octets as {@link WireSize} counts them. */
    public long size() {
        return size;
    }
}
