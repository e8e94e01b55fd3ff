package pop3bridge.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link DotStuffer} and {@link WireSize}, which must agree. */
final class DotStufferTest {
    static Stream<Map.Entry<String, String>> messages() {
        return Stream.of(
                Map.entry("", ".\r\n"),
                Map.entry("a", "a\r\n.\r\n"),
                Map.entry("a\r\n", "a\r\n.\r\n"),
                Map.entry("a\n", "a\r\n.\r\n"),
                Map.entry("a\nb\r\nc", "a\r\nb\r\nc\r\n.\r\n"),
                Map.entry("\n", "\r\n.\r\n"),
                Map.entry("\n\n", "\r\n\r\n.\r\n"),
                Map.entry(".", "..\r\n.\r\n"),
                Map.entry("..", "...\r\n.\r\n"),
                Map.entry(".\r\nb\r\n", "..\r\nb\r\n.\r\n"),
                Map.entry("a\n.\nb\n", "a\r\n..\r\nb\r\n.\r\n"),
                Map.entry("a\r\n.b.\r\n", "a\r\n..b.\r\n.\r\n"),
                Map.entry("a\r.b", "a\r.b\r\n.\r\n"),
                Map.entry("a\rb\n", "a\rb\r\n.\r\n"),
                Map.entry("a\r", "a\r\r\n.\r\n"),
                Map.entry("\r", "\r\r\n.\r\n"),
                Map.entry("a\r\r\n", "a\r\r\n.\r\n"),
                Map.entry("\n\r", "\r\n\r\r\n.\r\n"),
                Map.entry("a\0b\u00ff\n", "a\0b\u00ff\r\n.\r\n"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesAMessageAsARetrReply(Map.Entry<String, String> row) throws IOException {
        String message = row.getKey();
        assertEquals(row.getValue(), stuffed(message, new Random(0), message.length()));
        assertEquals(row.getValue(), stuffed(message, new Random(0), 1));
    }

    @Test
    void theClientReadsTheMessageBackWhateverItIsAndHoweverItIsSplit() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            String message = Wire.random(random, 24);
            assertEquals(Wire.normalised(message), Wire.unstuffed(stuffed(message, random, 6)));
        }
    }

    @Test
    void theSizeIsWhatTheClientReads() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            String message = Wire.random(random, 24);
            assertEquals(Wire.unstuffed(stuffed(message, random, 6)).length(), size(message, random, 6), message);
        }
    }

    private static String stuffed(String message, Random random, int chunk) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotStuffer stuffer = new DotStuffer(out);
        byte[] octets = message.getBytes(ISO_8859_1);
        for (int position = 0; position < octets.length;) {
            int length = Math.min(chunk == 1 ? 1 : random.nextInt(chunk + 1), octets.length - position);
            stuffer.write(octets, position, length);
            position += length;
        }
        stuffer.end();
        String sent = out.toString(ISO_8859_1);
        assertEquals(Wire.unstuffed(sent).length(), stuffer.size(), message);
        return sent;
    }

    private static long size(String message, Random random, int chunk) {
        WireSize size = new WireSize();
        byte[] octets = message.getBytes(ISO_8859_1);
        for (int position = 0; position < octets.length;) {
            int length = Math.min(random.nextInt(chunk + 1), octets.length - position);
            size.add(octets, position, length);
            position += length;
        }
        return size.octets();
    }
}
