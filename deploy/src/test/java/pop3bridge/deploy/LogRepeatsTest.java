package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class LogRepeatsTest {
    private final LogRepeats repeats = new LogRepeats();
    private final LoggerContext context = new LoggerContext();
    private Instant now = Instant.parse("2026-11-21T08:58:40Z");

    /** The repeats that a line has; empty if it is not written. */
    private Optional<List<KeyValuePair>> log(Level level, String message) {
        LoggingEvent event = new LoggingEvent("", context.getLogger("pop3bridge.Test"), level, message, null, null);
        event.setInstant(now);
        return repeats.decide(event) == FilterReply.DENY
                ? Optional.empty()
                : Optional.of(Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of()));
    }

    private void fill(Level level, String message) {
        for (int i = 0; i < LogRepeats.LINES_PER_MINUTE; i++) {
            assertEquals(Optional.of(List.of()), log(level, message));
        }
    }

    @Test
    void whatIsLeftOutIsCountedInTheNextMinute() {
        fill(Level.ERROR, "message cannot be read");
        assertEquals(Optional.empty(), log(Level.ERROR, "message cannot be read"));
        now = now.plus(Duration.ofSeconds(59));
        assertEquals(Optional.empty(), log(Level.ERROR, "message cannot be read"));
        now = now.plus(Duration.ofSeconds(1));
        assertEquals("repeats=\"2\"",
                String.valueOf(log(Level.ERROR, "message cannot be read").orElseThrow().getFirst()));
        assertEquals(Optional.of(List.of()), log(Level.ERROR, "message cannot be read"));
    }

    @Test
    void whatIsLeftOutIsMeasured() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LogRepeats.observe(registry);
        FunctionCounter leftOut = registry.get("pop3bridge.log.lines.left.out").functionCounter();
        double before = leftOut.count();
        fill(Level.ERROR, "batch delete failed");
        assertEquals(before, leftOut.count());
        assertEquals(Optional.empty(), log(Level.ERROR, "batch delete failed"));
        assertEquals(Optional.empty(), log(Level.ERROR, "batch delete failed"));
        assertEquals(before + 2, leftOut.count());
    }

    @Test
    void eachMessageHasItsOwnLimit() {
        fill(Level.WARN, "batch delete failed");
        fill(Level.WARN, "lock cannot be read");
    }

    @Test
    void whatIsNoWarningIsNotLimited() {
        fill(Level.INFO, "login");
        fill(Level.INFO, "login");
    }

    @Test
    void aClockThatIsSetBackSilencesNothing() {
        fill(Level.WARN, "batch delete failed");
        now = now.minus(Duration.ofHours(1));
        fill(Level.WARN, "batch delete failed");
    }
}
