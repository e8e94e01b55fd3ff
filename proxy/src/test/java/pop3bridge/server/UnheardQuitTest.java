package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MemoryMaildrops.Step;

/** Clients that send QUIT and do not wait for the reply. */
class UnheardQuitTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    /** The next command is carried out once the client has gone. */
    private CountDownLatch waitForTheEnd() {
        CountDownLatch gone = new CountDownLatch(1);
        server.world.maildrops().before(Step.USE, () -> {
            try {
                gone.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return gone;
    }

    private void sendAndGo(PopClient client, String... segments) throws IOException {
        CountDownLatch gone = waitForTheEnd();
        for (String segment : segments) {
            client.send(segment);
        }
        client.reset();
        TestServer.await(() -> server.world.maildrops().lastClientGone(), () -> "the client is not gone");
        gone.countDown();
    }

    @Test
    void whatHasArrivedIsCarriedOutThoughNoReplyCanBeSent() throws IOException {
        try (PopClient client = new PopClient(server.port()).login()) {
            sendAndGo(client, "DELE 1\r\n", "DELE 2\r\n", "QUIT\r\n");
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "quit");
        assertEquals(List.of("a3"), server.world.maildrops().uniqueIds("alice"));
    }

    @Test
    void withoutQuitNothingIsRemoved() throws IOException {
        try (PopClient client = new PopClient(server.port()).login()) {
            sendAndGo(client, "DELE 1\r\n", "DELE 2\r\n");
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
        assertEquals(3, server.world.maildrops().uniqueIds("alice").size());
    }

    @Test
    void aMessageThatMayNotHaveBeenReadIsNotRemoved() throws IOException {
        try (PopClient client = new PopClient(server.port()).login()) {
            sendAndGo(client, "RETR 1\r\n", "DELE 1\r\n", "QUIT\r\n");
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
        assertEquals(3, server.world.maildrops().uniqueIds("alice").size());
    }

    @Test
    void aMessageThatIsAskedForByAClientThatIsGoneIsNotRemoved() throws IOException {
        try (PopClient client = new PopClient(server.port()).login()) {
            sendAndGo(client, "NOOP\r\n", "RETR 1\r\n", "DELE 1\r\n", "QUIT\r\n");
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
        assertEquals(3, server.world.maildrops().uniqueIds("alice").size());
    }

    /** The answer to a later command shows that the client had the message. */
    @Test
    void aMessageThatWasReadBeforeIsRemoved() throws IOException {
        try (PopClient client = new PopClient(server.port()).login()) {
            client.command("RETR 1");
            client.message();
            client.command("DELE 1");
            sendAndGo(client, "NOOP\r\n", "QUIT\r\n");
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "quit");
        assertEquals(List.of("a2", "a3"), server.world.maildrops().uniqueIds("alice"));
    }

    /** The client may answer a reply before the session's thread has found out that there is nothing more to do. */
    @Test
    void itDoesNotMatterHowFastTheClientAnswers() throws IOException {
        int clients = 200;
        for (int client = 1; client <= clients; client++) {
            server.world.maildrops().before(Step.USE, () -> {});
            try (PopClient fast = new PopClient(server.port()).login()) {
                fast.command("RETR 1");
                fast.message();
                sendAndGo(fast, "NOOP\r\n", "QUIT\r\n");
            }
            server.awaitCount(client, "pop3bridge.sessions", "end", "quit");
        }
    }

    @Test
    void aClientThatIsGoneIsKnownToBe() throws IOException {
        try (PopClient client = new PopClient(server.port()).login()) {
            assertFalse(server.world.maildrops().lastClientGone());
            client.reset();
            TestServer.await(() -> server.world.maildrops().lastClientGone(), () -> "the client is not gone");
        }
    }
}
