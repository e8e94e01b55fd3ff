package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.maildrop.MemoryMaildrops.Step;

/** A message that cannot be read completely after {@code +OK} gets no terminator, and the connection is closed. */
final class StoreFailureTest {
    private static final String LINE = "0123456789012345678901234567890123456789012345678901234567890123456789\r\n";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 72, 73, 7_200, 32_768, 72_000})
    void theMessageHasNoEnd(int octets) throws IOException {
        server.world.maildrops().deliver("alice", "broken", LINE.repeat(1_000).getBytes(ISO_8859_1));
        server.world.maildrops().breakAfter("broken", octets);
        try (PopClient client = new PopClient(server.port())) {
            client.send("USER alice\r\nPASS secret\r\nDELE 3\r\nLIST 1\r\nRETR 1\r\nRETR 4\r\nNOOP\r\nQUIT\r\n");
            for (int i = 0; i < 4; i++) {
                client.line();
            }
            assertEquals("+OK 1 19", client.line());
            client.line();
            assertEquals("Subject: 1\r\n\r\none\r\n", client.message());
            assertEquals("+OK message follows", client.line());
            assertEquals(LINE.repeat(1_000).substring(0, octets), client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "store_failed");
        server.awaitCount(1, "pop3bridge.commands", "verb", "RETR", "outcome", "aborted");
        server.awaitCount(0, "pop3bridge.commands", "verb", "QUIT");
        assertEquals(List.of("a1", "a2", "a3", "broken"), server.world.maildrops().uniqueIds("alice"));
    }

    @Test
    void aTopThatEndsBeforeTheFailureIsWhole() throws IOException {
        server.world.maildrops().deliver("alice", "broken", ("A: 1\r\n\r\n" + LINE).getBytes(ISO_8859_1));
        server.world.maildrops().breakAfter("broken", 20);
        try (PopClient client = server.connect()) {
            client.send("USER alice\r\nPASS secret\r\nTOP 4 0\r\nTOP 4 1\r\n");
            for (int i = 0; i < 4; i++) {
                client.line();
            }
            assertEquals("A: 1\r\n\r\n", client.message());
            client.line();
            assertFalse(client.rest().contains("."));
        }
    }

    @Test
    void aFaultOfTheBridgeEndsNoMessageEither() throws IOException {
        server.world.maildrops().before(Step.READ, () -> {
            throw new IllegalStateException("ordered by a test");
        });
        try (PopClient client = server.connect().login()) {
            client.command("DELE 2");
            client.send("RETR 1\r\nQUIT\r\n");
            assertFalse(client.rest().contains("."));
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "internal_error");
        assertEquals(List.of("a1", "a2", "a3"), server.world.maildrops().uniqueIds("alice"));
    }

    @Test
    void otherSessionsAreNotDisturbed() throws IOException {
        server.world.maildrops().breakAfter("a1", 5);
        try (PopClient other = server.connect(); PopClient client = server.connect().login()) {
            client.send("RETR 1\r\n");
            client.rest();
            server.awaitCount(1, "pop3bridge.sessions", "end", "store_failed");
            other.login();
            assertEquals("+OK 3 44", other.command("STAT"));
        }
    }
}
