package pop3bridge.net;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits the client's data into lines of bounded length, regardless of its segmentation. A line ends with LF or CRLF.
 * Not thread-safe.
 */
public final class LineFramer {
    /** The result of framing. */
    public sealed interface Frame {
        /** A complete line, without its line ending. */
        record Line(byte[] octets) implements Frame {}

        /** A line that is longer than allowed. No further line can be made out, unless the limit grows. */
        record TooLong() implements Frame {}
    }

    /** Takes octets that are not lines. */
    public interface Unframed {
        /** Returns how many of the octets it has taken. */
        int take(byte[] octets, int from, int to);
    }

    private byte[] line = new byte[256];
    private int length;
    private byte[] chunk = new byte[0];
    private int position;

    /** Adds more data; call it only when {@link #next} has returned empty. */
    public void feed(byte[] octets) {
        if (position < chunk.length) {
            throw new IllegalStateException("the previous data has not been consumed");
        }
        chunk = octets;
        position = 0;
    }

    /** Whether more data is needed, after whole lines. */
    public boolean isEmpty() {
        return position == chunk.length;
    }

    /** Passes data on that is not a line. Call it after a whole line. */
    public void pass(Unframed reader) {
        position += reader.take(chunk, position, chunk.length);
    }

    /** Whether the line so far begins with this, in any case. */
    public boolean begins(String text) {
        return length >= text.length()
                && new String(line, 0, text.length(), StandardCharsets.ISO_8859_1).equalsIgnoreCase(text);
    }

    /**
     * Returns the next line, or empty if more data is needed.
     *
     * @param limit the maximum length of the line in octets, including its line ending
     */
    public Optional<Frame> next(int limit) {
        while (position < chunk.length) {
            byte octet = chunk[position];
            if (length >= limit) {
                return Optional.of(new Frame.TooLong());
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, Math.min(2 * length, limit));
            }
            position++;
            line[length++] = octet;
            if (octet == '\n') {
                int end = length > 1 && line[length - 2] == '\r' ? length - 2 : length - 1;
                length = 0;
                return Optional.of(new Frame.Line(Arrays.copyOf(line, end)));
            }
        }
        return Optional.empty();
    }
}
