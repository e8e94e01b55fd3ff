package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.time.ManualTimeline;

/** A store that refuses everything does not flood the log. */
class StoreAnswersTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(StoreAnswers.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ManualTimeline time = new ManualTimeline();
    private final StoreAnswers answers = new StoreAnswers(time, registry);

    @BeforeEach
    void readLog() {
        log.start();
        LOG.addAppender(log);
    }

    @AfterEach
    void close() {
        LOG.detachAppender(log);
    }

    private void refused(Reason reason, int times) {
        for (int i = 0; i < times; i++) {
            answers.refused("bucket", new StoreException(reason, "PUT: 403 Code", "why", null));
        }
    }

    private List<String> lines() {
        List<String> lines = log.list.stream().map(event -> event.getLevel() + " " + event.getKeyValuePairs()).toList();
        log.list.clear();
        return lines;
    }

    /** An increase cannot be computed from a series that begins with its first event. */
    @ParameterizedTest
    @ValueSource(strings = {"credentials", "clock", "region", "key", "throttled"})
    void eachReasonIsCountedFromZero(String reason) {
        assertEquals(0, registry.get("pop3bridge.store.refusals").tag("reason", reason).counter().count());
    }

    @Test
    void aLineNamesTheCauseAndRepeatsAreToldOnceAMinute() {
        answers.tell();
        refused(Reason.CREDENTIALS, 3);
        assertEquals(List.of(
                "ERROR [reason=\"credentials\", why=\"why\", answer=\"PUT: 403 Code\", repeats=\"0\"]"), lines());
        time.sleep(Duration.ofSeconds(59));
        refused(Reason.CREDENTIALS, 2);
        assertEquals(List.of(), lines());
        time.sleep(Duration.ofSeconds(1));
        refused(Reason.CREDENTIALS, 2);
        assertEquals(List.of(
                "ERROR [reason=\"credentials\", why=\"why\", answer=\"PUT: 403 Code\", repeats=\"4\"]"), lines());
        assertEquals(7, registry.get("pop3bridge.store.refusals").tag("reason", "credentials").counter().count());
    }

    @Test
    void eachKindIsTold() {
        answers.tell();
        for (Reason reason : Reason.values()) {
            refused(reason, 2);
        }
        assertEquals(5, lines().size());
    }

    @Test
    void theStartTellsItself() {
        refused(Reason.REGION, 2);
        assertEquals(List.of(), lines());
        assertEquals(2, registry.get("pop3bridge.store.refusals").tag("reason", "region").counter().count());
    }
}
