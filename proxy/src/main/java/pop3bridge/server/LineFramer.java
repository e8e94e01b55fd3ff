package pop3bridge.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts the client's octets into lines of bounded length, however they are split on arrival. A line ends in LF, with or without a
 * CR before it. For use by one thread.
 */
final class LineFramer {
    /** What the octets so far have made. */
    sealed interface Frame {
        /** A whole line, without its line end. */
        record Line(byte[] octets) implements Frame {}

        /** A line that is longer than allowed. No further line can be made out, unless the limit grows. */
        record TooLong() implements Frame {}
    }

    private byte[] line = new byte[256];
    private int length;
    private byte[] chunk = new byte[0];
    private int position;

    /** Hands over the next octets; to be called when {@link #next} has nothing more. */
    void feed(byte[] octets) {
        if (position < chunk.length) {
            throw new IllegalStateException("the last octets are not used up");
        }
        chunk = octets;
        position = 0;
    }

    /** Whether the line so far begins with this, in any case. */
    boolean begins(String text) {
        return length >= text.length()
                && new String(line, 0, text.length(), StandardCharsets.ISO_8859_1).equalsIgnoreCase(text);
    }

    /**
     * Returns the next line, or empty when more octets are needed.
     *
     * @param limit how many octets the line may have, with its line end
     */
    Optional<Frame> next(int limit) {
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
