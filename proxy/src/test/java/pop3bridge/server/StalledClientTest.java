package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that read nothing, and clients that send endlessly. The time-outs are short, but no result depends on their
 * length.
 */
final class StalledClientTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final int LARGE = 32 * 1024 * 1024;

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFloodOfCommandsBeforeLoginIsEnded() throws IOException {
        try (PopClient client = server.connect()) {
            assertTrue(client.line().startsWith("+OK"));
            Thread.ofVirtual().start(() -> {
                while (!refuses(client, "CAPA\r\n".repeat(1000))) {
                    Thread.onSpinWait();
                }
            });
            client.drain();
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "login_commands");
    }

    @Test
    void aClientThatReadsNothingIsEndedAndTheMessageIsReadNoFurther() throws IOException {
        server.idleTimeout = SHORT;
        server.world.maildrops().deliver("alice", "large", new byte[LARGE]);
        try (PopClient client = new PopClient(server.port(), 4096).login()) {
            client.send("RETR 4\r\n");
            server.awaitCount(1, "pop3bridge.sessions", "end", "stalled");
            assertTrue(server.world.maildrops().octetsRead() < LARGE / 2,
                    () -> server.world.maildrops().octetsRead() + " octets were read for nobody");
            assertEquals(false, server.world.maildrops().locked("alice"));
            TestServer.await(() -> refuses(client, "x"), () -> "the connection is still open");
        }
    }

    @Test
    void aClientThatReadsNothingBeforeLoginIsEndedAfterAHundredLines() throws IOException {
        try (PopClient client = new PopClient(server.port(), 4096)) {
            Thread.ofVirtual().start(() -> refuses(client, "CAPA\r\n".repeat(200_000)));
            server.awaitCount(1, "pop3bridge.sessions", "end", "login_commands");
        }
    }

    @Test
    void aSlowClientGetsTheWholeMessage() throws IOException {
        server.world.maildrops().deliver("alice", "large",
                "0123456789abcde\n".repeat(LARGE / 16 / 4).getBytes(ISO_8859_1));
        try (PopClient client = new PopClient(server.port(), 4096).login()) {
            client.send("RETR 4\r\n");
            TestServer.await(() -> server.world.maildrops().octetsRead() > 0, () -> "nothing is read");
            client.line();
            assertEquals("0123456789abcde\r\n".repeat(LARGE / 16 / 4), client.message());
        }
    }

    private static boolean refuses(PopClient client, String text) {
        try {
            client.send(text);
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
