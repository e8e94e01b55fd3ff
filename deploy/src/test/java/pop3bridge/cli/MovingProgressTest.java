package pop3bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MovingProgressTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"500, 0.25, 10, `500 messages, 25 %, 50/s, about 30 s left`",
            "0, 0, 1, `0 messages, 0 %, 0/s`", "9, 1, 3, `9 messages, 100 %, 3/s, about 0 s left`"})
    void theLineSaysHowLongItTakes(long count, double done, long seconds, String line) {
        assertEquals(line, MovingProgress.text(count, done, Duration.ofSeconds(seconds)));
    }

    /** A log file gets no progress, and a terminal no control characters from the name of a message. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void problemsAreLinesOfTheirOwn(boolean terminal) {
        StringWriter err = new StringWriter();
        MovingProgress progress = new MovingProgress(new PrintWriter(err), terminal);
        progress.show(0.5);
        progress.failed("a\u001Bb", "is empty");
        progress.end();
        assertEquals("pop3bridge: a?b: is empty\n", err.toString());
    }
}
