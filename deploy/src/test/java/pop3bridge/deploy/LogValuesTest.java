package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** A log line as the configuration of the program writes it. */
final class LogValuesTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(LogValues.class.getResource("/logback.xml")));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aQuoteInAValueIsEscaped() {
        assertLine("INFO  Test session ended why=\"the check \\\"lets one win\\\" failed\" key=\"a\\\\b\"",
                new KeyValuePair("why", "the check \"lets one win\" failed"), new KeyValuePair("key", "a\\b"));
    }

    @Test
    void aValueCannotForgeAnotherPairOrALine() {
        assertLine("INFO  Test session ended user=\"a\\\" end=\\\"quit?ERROR\"",
                new KeyValuePair("user", "a\" end=\"quit\nERROR"));
    }

    @Test
    void numbersAndMissingValuesAreWritten() {
        assertLine("INFO  Test session ended messages=\"10\" cause=\"null\"", new KeyValuePair("messages", 10),
                new KeyValuePair("cause", null));
    }

    @Test
    void aLineMayHaveNoValues() {
        assertLine("INFO  Test session ended");
    }

    @Test
    void anExpectedFailureIsToldInTheLine() {
        Exception store = new IOException("GET: \"denied\"\n403", new IllegalStateException("connection reset"));
        for (Exception failure : List.of(store, new ExecutionException(store))) {
            assertEquals(
                    "INFO  Test session ended key=\"m1\" cause=\"GET: \\\"denied\\\"?403: connection reset\"\n",
                    written(failure, new KeyValuePair("key", "m1")));
        }
        assertEquals("INFO  Test session ended cause=\"EOFException\"\n", written(new EOFException()));
        assertEquals("INFO  Test session ended cause=\"same\"\n",
                written(new IOException("same", new IOException("same"))));
    }

    @Test
    void aFaultOfTheProgramHasItsTrace() {
        String written = written(new IllegalStateException("wrong"));
        assertTrue(written.startsWith(
                "INFO  Test session ended \njava.lang.IllegalStateException: wrong\n\tat pop3bridge.deploy."), written);
    }

    @Test
    void aLoggerThatTellsDetailsWritesEveryTrace() {
        Logger logger = (Logger) LoggerFactory.getLogger("pop3bridge.Test");
        Level before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        try {
            assertTrue(written(new IOException("gone")).startsWith(
                    "INFO  Test session ended cause=\"gone\"\njava.io.IOException: gone\n\tat pop3bridge.deploy."));
        } finally {
            logger.setLevel(before);
        }
    }

    private void assertLine(String expected, KeyValuePair... pairs) {
        String line = written(null, pairs);
        assertEquals(expected, line.stripTrailing());
        assertTrue(line.endsWith(System.lineSeparator()), line);
    }

    /** Returns what is written after the time. */
    private String written(@Nullable Throwable thrown, KeyValuePair... pairs) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) root.getAppender("STDERR");
        PatternLayoutEncoder encoder = (PatternLayoutEncoder) appender.getEncoder();
        LoggingEvent event = new LoggingEvent("", context.getLogger("pop3bridge.Test"), Level.INFO, "session ended",
                thrown, null);
        for (KeyValuePair pair : pairs) {
            event.addKeyValuePair(pair);
        }
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        return line.substring(line.indexOf(' ') + 1);
    }
}
