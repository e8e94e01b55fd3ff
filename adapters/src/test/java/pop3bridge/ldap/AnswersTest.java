package pop3bridge.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A directory that is down fills no disk with lines. */
class AnswersTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(LdapAccounts.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicLong now = new AtomicLong();
    private final Answers answers = new Answers(now::get);

    @BeforeEach
    void readLog() {
        log.start();
        LOG.addAppender(log);
    }

    @AfterEach
    void close() {
        LOG.detachAppender(log);
    }

    private List<String> lines() {
        List<String> lines = log.list.stream().map(event -> event.getLevel() + " " + event.getKeyValuePairs().getFirst()
                + " " + event.getKeyValuePairs().getLast()).toList();
        log.list.clear();
        return lines;
    }

    private void failed(int times) {
        for (int i = 0; i < times; i++) {
            answers.failed(LdapFailure.of(LdapFailure.Kind.TOO_LATE));
        }
    }

    @Test
    void repeatsAreToldOnceAMinute() {
        failed(3);
        assertEquals(List.of("ERROR reason=\"too_late\" repeats=\"0\""), lines());
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        failed(2);
        assertEquals(List.of(), lines());
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        failed(2);
        assertEquals(List.of("ERROR reason=\"too_late\" repeats=\"4\""), lines());
    }

    @Test
    void eachKindIsTold() {
        for (LdapFailure.Kind kind : LdapFailure.Kind.values()) {
            answers.failed(LdapFailure.of(kind));
            answers.failed(LdapFailure.of(kind));
        }
        assertEquals(LdapFailure.Kind.values().length, lines().size());
        for (Refusal why : Refusal.values()) {
            answers.refused(why);
            answers.refused(why);
        }
        assertEquals(Refusal.values().length - 2, lines().size());
    }
}
