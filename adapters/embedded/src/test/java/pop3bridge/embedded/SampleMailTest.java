package pop3bridge.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oddities of the sample mail exist: no editor or checkout has corrected them. */
class SampleMailTest {
    private static final SequencedMap<String, byte[]> MAIL = SampleMail.messages();
    private static final Set<String> NOT_IN_CRLF_LINES = Set.of("05-bare-lf.eml", "08-no-final-line-end.eml");

    @Test
    void isInTheOrderOfItsNames() {
        assertEquals(MAIL.keySet().stream().sorted().toList(), List.copyOf(MAIL.keySet()));
    }

    @Test
    void namesAreAsVariedAsKeys() {
        assertTrue(MAIL.keySet().stream().anyMatch(name -> name.contains(" ")));
        assertTrue(MAIL.keySet().stream().anyMatch(name -> name.contains("@")));
        assertTrue(MAIL.keySet().stream().anyMatch(name -> !US_ASCII.newEncoder().canEncode(name)));
        assertTrue(MAIL.keySet().stream().anyMatch(name -> name.matches("[a-z0-9]{40}")));
        assertTrue(MAIL.keySet().stream().noneMatch(name -> name.matches(".*[/\\\\:*?\"<>|].*")));
    }

    @Test
    void linesAreShorterThanAThousandOctets() {
        assertAll(MAIL.keySet().stream().map(
                name -> () -> assertTrue(text(name).lines().allMatch(line -> line.length() < 998), name)));
    }

    @Test
    void linesEndWithCrLfUnlessTheMessageIsAboutThat() {
        assertAll(MAIL.keySet().stream().filter(name -> !NOT_IN_CRLF_LINES.contains(name)).map(name -> () -> {
            assertTrue(text(name).endsWith("\r\n"), name);
            String rest = text(name).replace("\r\n", "");
            assertFalse(rest.contains("\r") || rest.contains("\n"), name);
        }));
    }

    @Test
    void messagesHaveHeaders() {
        assertAll(MAIL.keySet().stream().map(name -> () -> {
            String header = text(name).split("\r?\n\r?\n", 2)[0];
            assertTrue(header.lines().allMatch(line -> line.matches("(?s)[!-9;-~]+:.*| .*")), name);
            for (String field : List.of("Date: ", "From: ", "To: ", "Subject: ", "Message-ID: ")) {
                assertEquals(1, header.lines().filter(line -> line.startsWith(field)).count(), name + " " + field);
            }
        }));
    }

    @Test
    void thePdfIsWhole() {
        String pdf = new String(attachment("02 delivery note.eml"), ISO_8859_1);
        assertTrue(pdf.startsWith("%PDF-1.4\n") && pdf.endsWith("%%EOF\n"));
        assertTrue(text("02 delivery note.eml").contains("Content-Type: text/html"));
    }

    @Test
    void utf8IsInHeaderAndBody() {
        String message = new String(octets("03-stra\u00dfe.eml"), UTF_8);
        assertArrayEquals(octets("03-stra\u00dfe.eml"), message.getBytes(UTF_8));
        assertTrue(message.contains("\r\nSubject: Gr\u00fc\u00dfe "));
        assertTrue(message.split("\r\n\r\n", 2)[1].codePoints().anyMatch(c -> c > 0xffff));
    }

    /** RFC 3949, section 4: one-dimensional coding, 1728 pixels a line, 204 by 98 to the inch. */
    @Test
    void theFaxIsATiffOfClassF() throws IOException {
        byte[] tiff = attachment("04-fax@example.com.eml");
        assertTrue(text("04-fax@example.com.eml").contains("Content-Type: image/tiff; application=faxbw;"));
        assertArrayEquals("II*\0".getBytes(US_ASCII), Arrays.copyOf(tiff, 4));
        var page = ImageIO.read(new ByteArrayInputStream(tiff));
        assertEquals(1728, page.getWidth());
        assertEquals(1143, page.getHeight());
        var row = page.getRGB(0, 760, 1728, 1, null, 0, 1728);
        assertTrue(Arrays.stream(row).anyMatch(pixel -> (pixel & 0xff) == 0));
        assertTrue(Arrays.stream(row).anyMatch(pixel -> (pixel & 0xff) == 0xff));
    }

    @Test
    void bareLfHasNoCr() {
        String message = text("05-bare-lf.eml");
        assertFalse(message.contains("\r"));
        assertTrue(message.contains("\n.\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "...", ".x", "..word", ". "})
    void linesBeginWithDots(String line) {
        assertTrue(text("06-dots.eml").contains("\r\n" + line + "\r\n"));
    }

    @Test
    void aLongLineBeginsWithADot() {
        assertTrue(text("06-dots.eml").lines().anyMatch(line -> line.length() > 900 && line.startsWith(".")));
    }

    @Test
    void theFirstOctetIsADot() {
        assertEquals('.', text("07-first-octet-dot.eml").charAt(0));
    }

    @Test
    void theLastLineHasNoEnd() {
        String message = text("08-no-final-line-end.eml");
        assertTrue(message.endsWith("."));
        assertTrue(message.contains("\r\n\r\n"));
    }

    @Test
    void oneIsLargeAndAlwaysTheSame() {
        assertEquals(5_112_374, octets("09-large.eml").length);
        assertArrayEquals(octets("09-large.eml"), SampleMail.messages().get("09-large.eml"));
        assertEquals(57 * 65_536, attachment("09-large.eml").length);
    }

    private static byte[] octets(String name) {
        return Objects.requireNonNull(MAIL.get(name));
    }

    /** The octets as characters. */
    private static String text(String name) {
        return new String(octets(name), ISO_8859_1);
    }

    /** What follows the last header in base64. */
    private static byte[] attachment(String name) {
        String base64 = text(name).split("Content-Transfer-Encoding: base64\r\n\r\n", 2)[1].split("--", 2)[0];
        return Base64.getMimeDecoder().decode(base64);
    }
}
