package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log entries of a session. */
final class SessionLogTest {
    private final TestServer server = new TestServer();
    private final Logger logger = (Logger) LoggerFactory.getLogger("pop3bridge");
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    };

    @BeforeEach
    void start() {
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        server.close();
        logger.setLevel(null);
        logger.detachAppender(appender);
    }

    @Test
    void aSessionIsALineAtLoginAndOneAtItsEnd() throws IOException {
        converse("RETR 1", "RETR 2", "TOP 2 0", "DELE 1", "QUIT");
        Map<String, String> login = values("login");
        assertEquals("alice", login.get("user"));
        assertEquals("PASS", login.get("method"));
        assertEquals("127.0.0.1", login.get("remote"));
        assertEquals("127.0.0.1:" + server.port(), login.get("local"));
        assertEquals("3", login.get("messages"));
        Map<String, String> end = values("session ended");
        assertEquals(login.get("session"), end.get("session"));
        assertEquals("alice", end.get("user"));
        assertEquals("quit", end.get("end"));
        assertEquals("2/44", end.get("retr"));
        assertEquals("1/14", end.get("top"));
        assertEquals("1/3", end.get("del"));
        assertEquals(2, events.size());
    }

    @Test
    void theEndOfASessionThatSentUidlHasTheChange() throws IOException {
        converse("UIDL", "DELE 1", "QUIT");
        String change = String.valueOf(values("session ended").get("uidl_change"));
        assertTrue(change.matches("[0-9a-f]{8}->[0-9a-f]{8}"), change);
        events.clear();
        converse("UIDL 1", "QUIT");
        String left = change.substring(change.length() - 8);
        assertEquals(left + "->" + left, values("session ended").get("uidl_change"));
        assertNotEquals(left, change.substring(0, 8));
    }

    @Test
    void whatIsNotDeletedIsNoChange() throws IOException {
        try (PopClient client = server.connect().login()) {
            client.command("UIDL 1");
            client.command("DELE 1");
        }
        server.awaitCount(0, "pop3bridge.connections");
        String change = String.valueOf(values("session ended").get("uidl_change"));
        assertEquals(change.substring(0, 8), change.substring(10));
    }

    @Test
    void aMessageThatCouldNotBeReadIsAWarning() throws IOException {
        server.world.maildrops().breakAfter("a1", 5);
        converse("RETR 1");
        assertEquals(values("login").get("session"), values("message could not be read completely").get("session"));
        assertEquals("store_failed", values("session ended").get("end"));
    }

    @Test
    void noPasswordAndNoMailIsLogged() throws IOException {
        try (PopClient client = server.connect()) {
            client.send(
                    "PASS hunter2\r\nUSER alice\r\nPASS hunter2\r\nFOO hunter2\r\nUSER alice\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n");
            client.rest();
        }
        server.awaitCount(0, "pop3bridge.connections");
        for (ILoggingEvent event : events) {
            String line = event.getFormattedMessage() + event.getKeyValuePairs();
            assertFalse(line.contains("hunter2") || line.contains("secret") || line.contains("Subject"), line);
        }
    }

    private void converse(String... commands) throws IOException {
        try (PopClient client = server.connect().login()) {
            client.send(String.join("\r\n", commands) + "\r\n");
            client.rest();
        }
        server.awaitCount(0, "pop3bridge.connections");
    }

    /** The values of the one event with this message. */
    private Map<String, String> values(String message) {
        List<ILoggingEvent> found = events.stream().filter(event -> event.getMessage().equals(message)).toList();
        assertEquals(1, found.size(), message);
        Map<String, String> values = new TreeMap<>();
        found.getFirst().getKeyValuePairs().forEach(pair -> values.put(pair.key, String.valueOf(pair.value)));
        return values;
    }
}
