package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops.Step;
import pop3bridge.pop3.Verb;

/** What an operator sees of sessions, and how sessions end that an operator ends. */
final class KickTest {
    private static final String FAREWELL = "-ERR [SYS/TEMP] session was ended by an operator, try again later";

    private final TestServer server = new TestServer();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        goOn.countDown();
        server.close();
    }

    private void waitBefore(Step step) {
        server.world.maildrops().before(step, () -> {
            reached.countDown();
            try {
                assertTrue(goOn.await(TestServer.DEADLINE.toSeconds(), TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new MaildropException(Reason.TEMPORARY, "interrupted", e);
            }
        });
    }

    private void awaitStep() throws InterruptedException {
        assertTrue(reached.await(TestServer.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    }

    private SessionStatus only() {
        List<SessionStatus> all = server.sessions();
        assertEquals(1, all.size(), all::toString);
        return all.getFirst();
    }

    private void assertKicked(int sessions) {
        server.awaitCount(sessions, "pop3bridge.sessions", "end", "kicked");
        assertEquals(List.of("a1", "a2", "a3"), server.world.maildrops().uniqueIds("alice"));
        assertFalse(server.world.maildrops().locked("alice"));
    }

    @Test
    void sessionsAreListedBeforeAndAfterLogin() throws IOException {
        try (PopClient client = server.connect()) {
            client.line();
            SessionStatus before = only();
            assertEquals(Optional.empty(), before.user());
            assertEquals(Optional.empty(), before.method());
            assertEquals(Optional.empty(), before.command());
            assertEquals(0, before.messages());
            client.command("USER alice");
            client.command("PASS secret");
            TestServer.await(() -> only().command().isEmpty(), () -> "still busy: " + only());
            SessionStatus after = only();
            assertEquals(before.id(), after.id());
            assertEquals(Optional.of("alice"), after.user());
            assertEquals(Optional.of("PASS"), after.method());
            assertEquals(Optional.empty(), after.tls());
            assertEquals("127.0.0.1", after.remote());
            assertEquals(3, after.messages());
            assertTrue(after.age().compareTo(after.since()) >= 0, after.toString());
            client.command("QUIT");
        }
        TestServer.await(() -> server.sessions().isEmpty(), () -> "still listed: " + server.sessions());
    }

    @Test
    void theCommandInProgressIsTold() throws Exception {
        waitBefore(Step.READ);
        try (PopClient client = server.connect().login()) {
            client.send("RETR 2\r\n");
            awaitStep();
            SessionStatus status = only();
            assertEquals(Optional.of(Verb.RETR), status.command());
            assertTrue(status.since().compareTo(Duration.ZERO) > 0, status.toString());
            assertTrue(status.since().compareTo(status.age()) < 0, status.toString());
            goOn.countDown();
            client.line();
            client.message();
        }
    }

    @Test
    void aSessionThatWaitsIsEndedAndNothingIsDeleted() throws IOException {
        try (PopClient client = server.connect().login(); PopClient other = server.connect()) {
            other.line();
            client.command("DELE 1");
            assertTrue(server.end(idOf("alice")));
            assertEquals(FAREWELL + "\r\n", client.rest());
            assertTrue(other.command("CAPA").startsWith("+OK"));
            assertKicked(1);
            assertFalse(server.end("000000000000"));
        }
    }

    private String idOf(String user) {
        return server.sessions().stream().filter(session -> session.user().equals(Optional.of(user))).findFirst()
                .orElseThrow().id();
    }

    @Test
    void sessionsOfAUserAreEnded() throws IOException {
        try (PopClient alice = server.connect().login(); PopClient bob = server.connect()) {
            bob.line();
            bob.command("USER bob");
            assertEquals("+OK 0 messages", bob.command("PASS  b  o b "));
            assertEquals(0, server.endUser("carol"));
            assertEquals(0, server.endUser("ALICE"));
            assertEquals(1, server.endUser("alice"));
            assertEquals(FAREWELL + "\r\n", alice.rest());
            assertTrue(bob.command("NOOP").startsWith("+OK"));
            assertKicked(1);
        }
    }

    @Test
    void aSessionBeforeLoginIsEnded() throws IOException {
        try (PopClient client = server.connect()) {
            client.line();
            client.command("LANG de");
            assertTrue(server.end(only().id()));
            assertTrue(client.rest().startsWith("-ERR [SYS/TEMP] Sitzung wurde von einem Betreiber beendet"));
            assertKicked(1);
        }
    }

    @Test
    void theCommandInProgressIsCompletedAndThoseBehindItAreNotRun() throws Exception {
        waitBefore(Step.READ);
        try (PopClient client = server.connect().login()) {
            client.send("DELE 1\r\nRETR 2\r\nNOOP\r\nQUIT\r\n");
            awaitStep();
            assertTrue(server.end(only().id()));
            goOn.countDown();
            assertTrue(client.line().startsWith("+OK"));
            assertEquals("+OK message follows", client.line());
            assertEquals("Subject: 2\r\n\r\n.two\r\nend\r\n", client.message());
            assertEquals(FAREWELL + "\r\n", client.rest());
            assertKicked(1);
        }
    }

    @Test
    void anUpdateInProgressIsCompleted() throws Exception {
        waitBefore(Step.REMOVE);
        try (PopClient client = server.connect().login()) {
            client.send("DELE 1\r\nQUIT\r\n");
            awaitStep();
            assertEquals(Optional.of(Verb.QUIT), only().command());
            assertTrue(server.end(only().id()));
            goOn.countDown();
            assertTrue(client.line().startsWith("+OK"));
            assertEquals("+OK bye, 1 messages deleted", client.line());
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "quit");
        assertEquals(List.of("a2", "a3"), server.world.maildrops().uniqueIds("alice"));
    }

    /** Its QUIT has arrived, but is not carried out. */
    @Test
    void aClientThatReadsNothingLosesItsConnection() throws IOException {
        server.world.maildrops().deliver("alice", "large", new byte[32 * 1024 * 1024]);
        try (PopClient client = new PopClient(server.port(), 4096).login()) {
            client.command("DELE 1");
            client.send("RETR 4\r\nQUIT\r\n");
            client.line();
            assertTrue(server.end(only().id()));
            server.awaitCount(1, "pop3bridge.sessions", "end", "kicked");
        }
        assertEquals(List.of("a1", "a2", "a3", "large"), server.world.maildrops().uniqueIds("alice"));
        assertFalse(server.world.maildrops().locked("alice"));
    }
}
