package pop3bridge.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dot after a bare CR ends the message for clients that treat the CR as a line ending. */
class CrlfForCrTest {
    private static final Form FORM = new Form(false, false, false, true);

    @ParameterizedTest
    @CsvSource({"'', ''", "a, a", "R, RN", "aR, aRN", "RN, RN", "aRb, aRNb", "RR, RNRN", "RRN, RNRN", "N, N", "NR, NRN",
            "aRNbRcNd, aRNbRNcNd", "R.RNx, RN.RNx"})
    void aLoneCrBecomesALineEnd(String stored, String sent) throws IOException {
        for (int piece = 1; piece <= 4; piece++) {
            for (int capacity = 1; capacity <= 4; capacity++) {
                assertEquals(octets(sent), read(octets(stored), piece, capacity), piece + " " + capacity);
            }
        }
    }

    private static String octets(String text) {
        return text.replace('R', '\r').replace('N', '\n');
    }

    /** In pieces of so many octets, into a buffer of so many. */
    private static String read(String stored, int piece, int capacity) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(stored.getBytes(ISO_8859_1));
        Octets octets = FORM.of(buffer -> in.read(buffer, 0, Math.min(piece, buffer.length)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[capacity];
        for (int count = octets.read(buffer); count >= 0; count = octets.read(buffer)) {
            out.write(buffer, 0, count);
        }
        return out.toString(ISO_8859_1);
    }
}
