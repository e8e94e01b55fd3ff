package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops.Step;
import pop3bridge.net.ManualTiming;
import pop3bridge.pop3.Script;

/** Clients that are idle for too long, with the default time-outs. */
final class TimeOutTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final ManualTiming timing = new ManualTiming();
    private final TestServer server = new TestServer();

    TimeOutTest() {
        server.timing = timing;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** RFC 1939 §3: at least 10 minutes, then no response and no UPDATE. */
    @Test
    void anIdleSessionEndsAfterTenMinutesInSilenceAndReleases() throws IOException {
        try (PopClient client = server.connect().login()) {
            client.command("DELE 1");
            timing.pass(server.idleTimeout.minus(MOMENT));
            assertTrue(client.command("NOOP").startsWith("+OK"));
            timing.pass(server.idleTimeout.minus(MOMENT));
            assertTrue(client.command("FOO").startsWith("-ERR"));
            timing.pass(server.idleTimeout);
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "idle");
        assertEquals(List.of("a1", "a2", "a3"), server.world.maildrops().uniqueIds("alice"));
        assertFalse(server.world.maildrops().locked("alice"));
    }

    @Test
    void octetsThatMakeNoCommandDoNotKeepASession() throws IOException {
        try (PopClient client = server.connect().login()) {
            int received = (int) server.count("pop3bridge.client", "direction", "received");
            for (int i = 0; i < 9; i++) {
                client.send("N");
                server.awaitCount(received + i + 1, "pop3bridge.client", "direction", "received");
                timing.pass(Duration.ofMinutes(1));
            }
            timing.pass(Duration.ofMinutes(1));
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "idle");
    }

    @Test
    void aConnectionWithoutALoginEndsInSilence() throws IOException {
        try (PopClient client = server.connect()) {
            client.line();
            timing.pass(server.loginTimeout.minus(MOMENT));
            assertTrue(client.command("CAPA").startsWith("+OK"));
            assertFalse(client.message().isEmpty());
            timing.pass(MOMENT);
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "login_timeout");
    }

    @Test
    void neitherCommandsNorAChallengePutTheLoginOff() throws IOException {
        try (PopClient client = server.connect()) {
            client.line();
            for (int i = 0; i < 59; i++) {
                timing.pass(Duration.ofSeconds(1));
                assertTrue(client.command("USER alice").startsWith("+OK"));
            }
            assertEquals("+ ", client.command("AUTH PLAIN"));
            timing.pass(Duration.ofSeconds(1));
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "login_timeout");
    }

    @Test
    void theAnswerToASlowLoginStillArrives() throws IOException {
        server.world.maildrops().before(Step.OPEN, () -> {
            timing.pass(server.loginTimeout);
            throw new MaildropException(Reason.TEMPORARY, "ordered by a test");
        });
        try (PopClient client = server.connect()) {
            client.send("USER alice\r\nPASS secret\r\nNOOP\r\n");
            assertEquals("-ERR [SYS/TEMP] ordered by a test", Script.lines(client.rest()).getLast());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "login_timeout");
    }

    @Test
    void whoHasLoggedInInTimeHasTheTimeOfASession() throws IOException {
        try (PopClient client = server.connect().login()) {
            timing.pass(server.loginTimeout.multipliedBy(2));
            assertTrue(client.command("NOOP").startsWith("+OK"));
        }
    }

    @Test
    void aLoginDelayGoesByTheSameTime() throws IOException {
        server.loginDelay = Duration.ofMinutes(5);
        try (PopClient client = server.connect().login()) {
            assertTrue(client.command("QUIT").startsWith("+OK"));
        }
        timing.pass(server.loginDelay.minus(MOMENT));
        try (PopClient client = server.connect()) {
            client.line();
            client.command("USER alice");
            assertTrue(client.command("PASS secret").startsWith("-ERR [LOGIN-DELAY] "));
        }
        timing.pass(MOMENT);
        server.connect().login().close();
    }
}
