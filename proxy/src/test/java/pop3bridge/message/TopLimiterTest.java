package pop3bridge.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TopLimiterTest {
    /**
     * @param message what is stored
     * @param tops the top with no line of the body, with one, and so on; the last one is the whole message
     */
    record Row(String message, String... tops) {}

    static Stream<Row> rows() {
        return Stream.of(
                new Row("A: 1\r\n\r\none\r\ntwo\r\n", "A: 1\r\n\r\n", "A: 1\r\n\r\none\r\n",
                        "A: 1\r\n\r\none\r\ntwo\r\n"),
                new Row("A: 1\n\none\ntwo", "A: 1\n\n", "A: 1\n\none\n", "A: 1\n\none\ntwo"),
                new Row("A: 1\n\r\none\r\n", "A: 1\n\r\n", "A: 1\n\r\none\r\n"),
                new Row("A: 1\r\n\r\n\r\n\r\nx", "A: 1\r\n\r\n", "A: 1\r\n\r\n\r\n", "A: 1\r\n\r\n\r\n\r\n",
                        "A: 1\r\n\r\n\r\n\r\nx"),
                new Row("\r\nbody\r\n", "\r\n", "\r\nbody\r\n"),
                new Row("\nbody\n", "\n", "\nbody\n"),
                new Row("A: 1\r\nno empty line\r\n", "A: 1\r\nno empty line\r\n"),
                new Row("A: 1\r\n\r", "A: 1\r\n\r"),
                new Row("A: 1\n\r\r\n\nbody", "A: 1\n\r\r\n\n", "A: 1\n\r\r\n\nbody"),
                new Row("A: 1\n \n\nbody", "A: 1\n \n\n", "A: 1\n \n\nbody"),
                new Row("", ""));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void findsTheEnd(Row row) {
        for (int lines = 0; lines < row.tops().length; lines++) {
            assertEquals(row.tops()[lines], top(row.message(), lines, row.message().length()));
            assertEquals(row.tops()[lines], top(row.message(), lines, 1));
        }
        assertEquals(row.message(), top(row.message(), Integer.MAX_VALUE, 3));
    }

    @Test
    void aTopIsTheBeginningOfTheMessageHoweverItIsSplit() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            String message = Wire.random(random, 24);
            int lines = random.nextInt(4);
            String top = top(message, lines, 1);
            assertTrue(message.startsWith(top));
            assertEquals(top, top(message, lines, 1 + random.nextInt(6)));
            assertEquals(expected(message, lines), top);
        }
    }

    /** The same by lines: those up to the first empty one, and so many more. */
    private static String expected(String message, int bodyLines) {
        StringBuilder top = new StringBuilder();
        String[] lines = message.split("(?<=\n)");
        int header = 1 + Arrays.asList(lines).stream()
                .takeWhile(line -> !line.equals("\n") && !line.equals("\r\n")).toList().size();
        Arrays.stream(lines).limit(header + bodyLines).forEach(top::append);
        return top.toString();
    }

    private static String top(String message, int lines, int chunk) {
        TopLimiter limiter = new TopLimiter(lines);
        byte[] octets = message.getBytes(ISO_8859_1);
        int position = 0;
        while (position < octets.length && !limiter.done()) {
            int length = Math.min(chunk, octets.length - position);
            int accepted = limiter.accept(Arrays.copyOfRange(octets, position, position + length), length);
            position += accepted;
            assertTrue(accepted == length || limiter.done(), "not done, but not all accepted");
        }
        return message.substring(0, position);
    }
}
