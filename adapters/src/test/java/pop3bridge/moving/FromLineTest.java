package pop3bridge.moving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromLineTest {
    @ParameterizedTest
    @CsvSource({"From bob@example.org Sun Nov 29 07:08:09 2026, 2026-11-29T07:08:09Z",
            "From - Mon Jan  3 01:05:34 2005, 2005-01-03T01:05:34Z",
            "From ???@??? Mon Jan 3 01:05 2005, 2005-01-03T01:05:00Z",
            "From 16@xxx Mon Jan 03 01:05:34 +0100 2005, 2005-01-03T00:05:34Z",
            "From a b c Mon Jan  3 01:05:34 PST 2005, 2005-01-03T09:05:34Z",
            "From MAILER-DAEMON Mon Jan  3 01:05:34 2005 -0200, 2005-01-03T03:05:34Z",
            "From bob Mon Jan  3 01:05:34 2005 remote from uucp, 2005-01-03T01:05:34Z"})
    void separatorsSayWhenTheMessageArrived(String line, String time) {
        assertTrue(FromLine.separates(line, false));
        assertEquals(Optional.of(Instant.parse(time)), FromLine.time(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"From the beginning", "From now on at 10:30", "From 2026 on", "From: bob",
            "from bob 2026 10:30",
            " From bob Mon Jan  3 01:05:34 2005"})
    void linesOfATextSeparateNothing(String line) {
        assertFalse(FromLine.separates(line, line.startsWith(" ") ? false : true));
    }

    @Test
    void anUnusualTimeIsEnoughAfterAnEmptyLine() {
        String line = "From bob@example.org 29 Nov 2026 07:08:09 +0000";
        assertTrue(FromLine.separates(line, true));
        assertFalse(FromLine.separates(line, false));
        assertEquals(Optional.of(Instant.parse("2026-11-29T07:08:09Z")), FromLine.time(line));
    }

    @Test
    void aLongLineTakesNoTime() {
        assertFalse(FromLine.separates("From " + "Mon Jan 1 1:1 ".repeat(70), false));
    }
}
