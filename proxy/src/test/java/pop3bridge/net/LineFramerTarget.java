package pop3bridge.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Optional;
import pop3bridge.fuzz.Input;

/**
 * Fuzzes {@link LineFramer} with any octets in any segmentation, and compares it with a scan over the whole input. The
 * limit changes after each line, as when a response to a challenge is expected.
 */
public final class LineFramerTarget {
    private static final Field LINE = buffer();
    private static final int SMALLEST = 256;

    private LineFramerTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Input choices = new Input(input);
        int[] limits = {2 + 3 * choices.choice(), 2 + 3 * choices.choice()};
        int split = choices.choice();
        byte[] octets = choices.rest();
        LineFramer framer = new LineFramer();
        int start = 0;
        int lines = 0;
        for (byte[] piece : Input.split(octets, split)) {
            framer.feed(piece);
            Optional<LineFramer.Frame> frame = framer.next(limits[lines % 2]);
            while (frame.isPresent()) {
                int limit = limits[lines % 2];
                int end = lineEnd(octets, start, limit);
                if (frame.get() instanceof LineFramer.Frame.TooLong) {
                    assertTrue(octets.length - start > limit && end < 0, "not too long");
                    assertInstanceOf(LineFramer.Frame.TooLong.class, framer.next(limit).orElseThrow());
                    return;
                }
                assertTrue(end >= 0, "no line, or too long a one");
                assertArrayEquals(Arrays.copyOfRange(octets, start, withoutCr(octets, start, end)),
                        assertInstanceOf(LineFramer.Frame.Line.class, frame.get()).octets());
                start = end + 1;
                lines++;
                frame = framer.next(limits[lines % 2]);
            }
        }
        assertEquals(-1, lineEnd(octets, start, limits[lines % 2]), "a line was not found");
        assertTrue(octets.length - start <= limits[lines % 2], "too long a line was not found");
        assertBounded(framer, Math.max(limits[0], limits[1]));
    }

    private static void assertBounded(LineFramer framer, int limit) {
        try {
            assertTrue(((byte[]) LINE.get(framer)).length <= Math.max(SMALLEST, limit), "holds more than a line");
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Field buffer() {
        try {
            Field line = LineFramer.class.getDeclaredField("line");
            line.setAccessible(true);
            return line;
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    /** Where the LF stands that ends the line, or -1 if it is not within the limit. */
    private static int lineEnd(byte[] octets, int start, int limit) {
        for (int i = start; i < Math.min(octets.length, start + limit); i++) {
            if (octets[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int withoutCr(byte[] octets, int start, int end) {
        return end > start && octets[end - 1] == '\r' ? end - 1 : end;
    }
}
