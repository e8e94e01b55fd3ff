package pop3bridge.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import pop3bridge.fuzz.Input;

/**
 * Fuzzes {@link DotStuffer}, {@link WireSize} and {@link TopLimiter} with any message in any segmentation: the client
 * reads the message, or its top, with CRLF line endings and the counted size.
 */
public final class MessageTarget {
    private MessageTarget() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Input choices = new Input(input);
        int split = choices.choice();
        int bodyLines = choices.choice() % 16;
        byte[] message = choices.rest();
        assertArrayEquals(withCrLf(message, message.length), sent(message, split, new TopLimiter(Integer.MAX_VALUE)));
        assertArrayEquals(withCrLf(message, top(message, bodyLines)), sent(message, split, new TopLimiter(bodyLines)));
    }

    private static byte[] withCrLf(byte[] message, int length) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int start = 0; start < length;) {
            int end = indexOf(message, start, length, '\n');
            boolean cr = end < length && end > start && message[end - 1] == '\r';
            lines.write(message, start, (cr ? end - 1 : end) - start);
            lines.write('\r');
            lines.write('\n');
            start = end + 1;
        }
        return lines.toByteArray();
    }

    /** What the client reads, line by line, up to a dot alone; which must be the end. */
    private static byte[] read(byte[] reply) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int start = 0;
        while (true) {
            int end = indexOf(reply, start, reply.length, '\n');
            assertTrue(end < reply.length, "no terminator");
            assertTrue(end > start && reply[end - 1] == '\r', "a bare LF");
            boolean dot = reply[start] == '.';
            if (dot && end == start + 2) {
                assertEquals(reply.length, end + 1, "ends early");
                return lines.toByteArray();
            }
            lines.write(reply, dot ? start + 1 : start, end + 1 - (dot ? start + 1 : start));
            start = end + 1;
        }
    }

    private static byte[] sent(byte[] message, int split, TopLimiter limiter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotStuffer stuffer = new DotStuffer(out);
        WireSize size = new WireSize();
        for (byte[] piece : Input.split(message, split)) {
            int part = limiter.accept(piece, piece.length);
            assertTrue(part == piece.length || limiter.done(), "octets are left over");
            size.add(piece, 0, part);
            stuffer.write(piece, 0, part);
        }
        stuffer.end();
        byte[] read = read(out.toByteArray());
        assertEquals(read.length, size.octets());
        assertEquals(read.length, stuffer.size());
        return read;
    }

    /** How many octets the top has: the lines up to the first empty one, and so many more. */
    private static int top(byte[] message, int bodyLines) {
        int left = -1;
        for (int start = 0; start < message.length && left != 0;) {
            int end = indexOf(message, start, message.length, '\n');
            boolean empty = end == start || (end == start + 1 && message[start] == '\r');
            if (left > 0) {
                left--;
            } else if (empty && end < message.length) {
                left = bodyLines;
            }
            start = end + 1;
            if (left == 0) {
                return Math.min(start, message.length);
            }
        }
        return message.length;
    }

    private static int indexOf(byte[] octets, int start, int end, char wanted) {
        int i = start;
        while (i < end && octets[i] != wanted) {
            i++;
        }
        return i;
    }
}
