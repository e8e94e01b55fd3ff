package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;

/** A log line as JSON, as the configuration of the program writes it. */
final class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(LogOutput.class.getResource("/logback.xml")));
        LogOutput.json(context);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private LoggingEvent event(String message, @Nullable Throwable cause, KeyValuePair... pairs) {
        LoggingEvent event = new LoggingEvent("", context.getLogger("pop3bridge.Test"), Level.WARN, message, cause,
                null);
        event.setInstant(Instant.parse("2026-11-21T08:58:40.264Z"));
        event.setThreadName("main");
        for (KeyValuePair pair : pairs) {
            event.addKeyValuePair(pair);
        }
        return event;
    }

    private String line(LoggingEvent event) {
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) context
                .getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void valuesAreFieldsOfTheSchemaOrOurs() {
        assertEquals(new JsonObject().put("@timestamp", "2026-11-21T08:58:40.264Z").put("log.level", "WARN")
                .put("message", "login").put("ecs.version", "8.11.0").put("service.name", "pop3bridge")
                .put("log.logger", "pop3bridge.Test").put("process.thread.name", "main").put("user.name", "anna")
                .put("client.ip", "192.0.2.1")
                .put("pop3bridge", new JsonObject().put("messages", 10).put("seconds", 0.118).put("tls", "off")),
                new JsonObject(line(event("login", null, new KeyValuePair("user", "anna"),
                        new KeyValuePair("remote", "192.0.2.1"), new KeyValuePair("messages", 10),
                        new KeyValuePair("seconds", 0.118), new KeyValuePair("tls", "off")))));
    }

    @Test
    void anExceptionIsAnError() {
        JsonObject line = new JsonObject(line(event("failed", new IOException("no\nroute"))));
        assertEquals("java.io.IOException", line.getString("error.type"));
        assertEquals("no\nroute", line.getString("error.message"));
        assertTrue(line.getString("error.stack_trace").contains("\tat pop3bridge.deploy.JsonLinesTest."), line::encode);
    }

    @Test
    void whateverAClientSendsIsInOneLine() {
        String line = line(event("login refused", null, new KeyValuePair("user", "a\"b\r\n{\u0000\ud800")));
        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(new JsonObject(line).getString("user.name").startsWith("a\"b\r\n{\u0000"), line);
    }
}
