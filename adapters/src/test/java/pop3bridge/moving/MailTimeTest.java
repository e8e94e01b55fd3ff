package pop3bridge.moving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailTimeTest {
    private static Optional<Instant> of(String message) {
        return MailTime.of(message.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "`Sun, 29 Nov 2026 07:08:09 +0100`, 2026-11-29T06:08:09Z", "29 Nov 2026 07:08 -0530, 2026-11-29T12:38:00Z",
            "1 jan 99 00:00:00 GMT, 1999-01-01T00:00:00Z", "1 Jan 03 00:00:00 EST, 2003-01-01T05:00:00Z",
            "29-Nov-2026 07:08:09, 2026-11-29T07:08:09Z", "30 Jun 2015 23:59:60 +0000, 2015-06-30T23:59:59Z",
            "1 January 2003 00:00:00 (comment), 2003-01-01T00:00:00Z"})
    void timesAreUnderstood(String text, String time) {
        assertEquals(Optional.of(Instant.parse(time)), MailTime.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "31 Feb 2026 07:08:09 +0000", "29 Nov 1969 07:08:09 +0000",
            "29 Nov 2026 25:08:09 +0000", "2026-11-29 07:08:09", "99 Nov 2026 00:00:00"})
    void othersAreNot(String text) {
        assertEquals(Optional.empty(), MailTime.parse(text));
    }

    @Test
    void theNewestReceivedFieldCountsElseTheDate() {
        Optional<Instant> received = Optional.of(Instant.parse("2026-11-29T07:08:09Z"));
        String date = "Date: Sat, 28 Nov 2026 00:00:00 +0000\r\n";
        assertEquals(received, of(date + "Received: from a; by b;\r\n\tSun, 29 Nov 2026 07:08:09 +0000\r\n"
                + "Received: x; Sun, 22 Nov 2026 07:08:09 +0000\r\n\r\n"));
        assertEquals(received, of("received: nonsense\nRECEIVED: x; 29 Nov 2026 07:08:09 +0000\n\n"));
        assertEquals(Optional.of(Instant.parse("2026-11-28T00:00:00Z")), of("Received: none\r\n" + date));
        assertEquals(Optional.empty(), of("Subject: x\n\nDate: Sat, 28 Nov 2026 00:00:00 +0000\n"));
        assertEquals(Optional.empty(), of(""));
    }

    @Test
    void aFieldHasAValue() {
        byte[] message = "Subject: a\nX-UIDL:\n  id \nx-uidl: other\n\nX-Body: no".getBytes(ISO_8859_1);
        assertEquals(Optional.of("id"), MailTime.field(message, "X-Uidl"));
        assertEquals(Optional.empty(), MailTime.field(message, "X-Body"));
    }
}
