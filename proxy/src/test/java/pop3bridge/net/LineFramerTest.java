package pop3bridge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LineFramerTest {
    private static final int MAX = 10;
    private static final String TOO_LONG = "(too long)";

    static Stream<Map.Entry<String, List<String>>> inputs() {
        return Stream.of(
                Map.entry("", List.of()),
                Map.entry("QUIT", List.of()),
                Map.entry("QUIT\r", List.of()),
                Map.entry("QUIT\r\n", List.of("QUIT")),
                Map.entry("QUIT\n", List.of("QUIT")),
                Map.entry("\r\n\n", List.of("", "")),
                Map.entry("\r\r\n", List.of("\r")),
                Map.entry("a\rb\r\n", List.of("a\rb")),
                Map.entry("\0\u00ff\n", List.of("\0\u00ff")),
                Map.entry("a\r\nb\nc", List.of("a", "b")),
                Map.entry("12345678\r\n", List.of("12345678")),
                Map.entry("123456789\n", List.of("123456789")),
                Map.entry("1234567890", List.of()),
                Map.entry("123456789\r\n", List.of(TOO_LONG)),
                Map.entry("1234567890\n", List.of(TOO_LONG)),
                Map.entry("a\r\n12345678901\r\nb\r\n", List.of("a", TOO_LONG)));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void cutsLines(Map.Entry<String, List<String>> row) {
        assertEquals(row.getValue(), lines(row.getKey(), new Random(0), MAX * 3));
        assertEquals(row.getValue(), lines(row.getKey(), new Random(0), 1));
    }

    @Test
    void anySplitGivesTheSameLines() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder input = new StringBuilder();
            for (int octets = random.nextInt(40); octets > 0; octets--) {
                input.append("ab\r\n\n".charAt(random.nextInt(5)));
            }
            String text = input.toString();
            assertEquals(lines(text, random, 1), lines(text, random, 8));
        }
    }

    @Test
    void octetsAreNotThrownAway() {
        LineFramer framer = new LineFramer();
        framer.feed("a\r\nb\r\n".getBytes(ISO_8859_1));
        framer.next(MAX);
        assertThrows(IllegalStateException.class, () -> framer.feed(new byte[1]));
    }

    private static List<String> lines(String text, Random random, int chunk) {
        LineFramer framer = new LineFramer();
        List<String> lines = new ArrayList<>();
        for (int position = 0; position < text.length();) {
            int end = Math.min(text.length(), position + 1 + random.nextInt(chunk));
            framer.feed(text.substring(position, end).getBytes(ISO_8859_1));
            position = end;
            for (Optional<LineFramer.Frame> frame = framer.next(MAX); frame.isPresent(); frame = framer.next(MAX)) {
                switch (frame.get()) {
                    case LineFramer.Frame.Line line -> lines.add(new String(line.octets(), ISO_8859_1));
                    case LineFramer.Frame.TooLong _ -> {
                        lines.add(TOO_LONG);
                        return lines;
                    }
                }
            }
        }
        return lines;
    }
}
