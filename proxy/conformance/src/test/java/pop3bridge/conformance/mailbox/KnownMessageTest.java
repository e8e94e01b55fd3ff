package pop3bridge.conformance.mailbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class KnownMessageTest {
    @Test
    void messagesTravelWithCrlf() {
        assertEquals("a\r\nb\r\nc\rd\r\n", message("a\nb\r\nc\rd").text());
        assertEquals("", message("").text());
    }

    @Test
    void topIsTheHeaderAndSoManyLines() {
        KnownMessage message = message("H: 1\n\none\n\nthree\n");
        assertEquals("H: 1\r\n\r\n", new String(message.top(0), ISO_8859_1));
        assertEquals("H: 1\r\n\r\none\r\n\r\n", new String(message.top(2), ISO_8859_1));
        assertEquals(message.text(), new String(message.top(9), ISO_8859_1));
    }

    private static KnownMessage message(String stored) {
        return KnownMessage.of("a.eml", stored.getBytes(ISO_8859_1));
    }
}
