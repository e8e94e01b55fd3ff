package pop3bridge.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrlfLinesTest {
    private static String lines(String text, int begin) {
        return new String(CrlfLines.of(text.getBytes(ISO_8859_1), begin), ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"``, ``", "`a`, `a\r\n`", "`a\n`, `a\r\n`", "`a\r\nb\n`, `a\r\nb\r\n`",
            "`\n\n`, `\r\n\r\n`", "`\ra\r`, `\ra\r\r\n`", "`a\r\n`, `a\r\n`"})
    void linesEndInCrlf(String text, String lines) {
        assertEquals(lines, lines(text, 0));
    }

    @Test
    void whatIsBeforeTheBeginDoesNotCount() {
        assertEquals("\r\na\r\n", lines("\r\na", 1));
        assertEquals("", lines("abc", 3));
    }

    /** What is stored has the size that POP3 announces for the message. */
    @Test
    void theSizeIsThatOnTheWire() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            String text = random.ints(random.nextInt(40), 0, 4)
                    .collect(StringBuilder::new, (built, n) -> built.append("\r\nab".charAt(n)), StringBuilder::append)
                    .toString();
            byte[] octets = text.getBytes(ISO_8859_1);
            WireSize size = new WireSize();
            size.add(octets, 0, octets.length);
            assertEquals(size.octets(), CrlfLines.of(octets, 0).length);
            assertEquals(lines(text, 0), lines(lines(text, 0), 0));
        }
    }
}
