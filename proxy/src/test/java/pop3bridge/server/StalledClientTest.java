package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops.Step;
import pop3bridge.pop3.Script;

/** Clients that send nothing, or read nothing. The time-outs are short here, and nothing depends on how short. */
final class StalledClientTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int LARGE = 32 * 1024 * 1024;

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anIdleSessionEndsInSilenceAndReleases() throws IOException {
        server.idleTimeout = SHORT;
        try (PopClient client = server.connect().login()) {
            client.command("DELE 1");
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "idle");
        assertEquals(List.of("a1", "a2", "a3"), server.world.maildrops().uniqueIds("alice"));
        assertEquals(false, server.world.maildrops().locked("alice"));
    }

    @Test
    void aConnectionWithoutALoginEndsInSilence() throws IOException {
        server.loginTimeout = SHORT;
        try (PopClient client = server.connect()) {
            client.line();
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "login_timeout");
    }

    @Test
    void commandsDoNotPutTheLoginOff() throws IOException {
        server.loginTimeout = SHORT;
        try (PopClient client = server.connect()) {
            client.line();
            TestServer.await(() -> refuses(client, "CAPA\r\n"), () -> "still connected");
        }
        server.awaitCount(1, "pop3bridge.sessions");
    }

    @Test
    void aFloodOfCommandsDoesNotPutTheLoginOff() throws IOException {
        server.loginTimeout = SHORT;
        try (PopClient client = server.connect()) {
            Thread.ofVirtual().start(() -> {
                while (!refuses(client, "CAPA\r\n".repeat(1000))) {
                    Thread.onSpinWait();
                }
            });
            assertTrue(client.rest().startsWith("+OK"));
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "login_timeout");
    }

    @Test
    void octetsThatMakeNoCommandDoNotKeepASession() throws IOException {
        server.idleTimeout = SHORT;
        try (PopClient client = server.connect().login()) {
            TestServer.await(() -> refuses(client, "x"), () -> "still connected");
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "idle");
    }

    @Test
    void theLoginTimeOutIsNotThatOfASession() throws IOException {
        server.loginTimeout = SHORT;
        server.idleTimeout = SHORT.multipliedBy(3);
        try (PopClient client = server.connect().login()) {
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "idle");
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
    void aClientThatReadsNothingBeforeLoginHasTheTimeOfALogin() throws IOException {
        server.loginTimeout = SHORT;
        try (PopClient client = new PopClient(server.port(), 4096)) {
            Thread.ofVirtual().start(() -> refuses(client, "CAPA\r\n".repeat(200_000)));
            server.awaitCount(1, "pop3bridge.sessions", "end", "stalled");
        }
    }

    @Test
    void theAnswerToASlowLoginStillArrives() throws IOException {
        server.loginTimeout = SHORT;
        long begin = System.nanoTime();
        server.world.maildrops().before(Step.OPEN, () -> {
            TestServer.await(() -> System.nanoTime() - begin > SHORT.toNanos(), () -> "time stands still");
            throw new MaildropException(Reason.TEMPORARY, "ordered by a test");
        });
        try (PopClient client = server.connect()) {
            client.send("USER alice\r\nPASS secret\r\n");
            assertEquals("-ERR [SYS/TEMP] ordered by a test", Script.lines(client.rest()).getLast());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "login_timeout");
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
