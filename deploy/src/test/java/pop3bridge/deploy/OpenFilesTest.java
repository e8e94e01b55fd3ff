package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The warning about the limit of open files. */
class OpenFilesTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(OpenFiles.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        boolean _ = logger.detachAppender(lines);
    }

    private List<String> logged() {
        return lines.list.stream().map(line -> line.getMessage() + " " + line.getKeyValuePairs()).toList();
    }

    @Test
    void aLimitThatIsTooLowIsTold() {
        OpenFiles.check(10_000, OptionalLong.of(10_000 + OpenFiles.OTHERS - 1));
        assertEquals(List.of("the limit of open files is too low for pop3.connections"
                + " [limit=\"11499\", needed=\"11500\", pop3.connections=\"10000\"]"), logged());
    }

    @Test
    void aLimitThatIsHighEnoughIsNotTold() {
        OpenFiles.check(10_000, OptionalLong.of(10_000 + OpenFiles.OTHERS));
        OpenFiles.check(1_000_000, OptionalLong.empty());
        assertEquals(List.of(), logged());
    }

    /** The limit of the test's own process, which allows some connections and not a thousand millions. */
    @Test
    void theLimitOfTheProcessIsKnown() {
        OpenFiles.check(1);
        assertEquals(List.of(), logged());
        OpenFiles.check(2_000_000_000);
        assertEquals(1, logged().size());
    }
}
