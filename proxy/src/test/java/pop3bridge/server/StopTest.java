package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops.Step;

/** Stopping the server: what its clients see, and that nothing is left behind. */
final class StopTest {
    private static final String FAREWELL = "-ERR [SYS/TEMP] server is shutting down, try again later\r\n";

    private final TestServer server = new TestServer();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        goOn.countDown();
        server.close();
    }

    /** Orders that this step waits until the server is stopping. */
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

    /** Stops the server while that step waits, and lets the step go on once every session has been told. */
    private Thread stopDuringTheStep() throws InterruptedException {
        assertTrue(reached.await(TestServer.DEADLINE.toSeconds(), TimeUnit.SECONDS));
        Thread stopping = new Thread(() -> server.stop(TestServer.DEADLINE));
        stopping.start();
        TestServer.await(() -> stopping.getState() == Thread.State.TIMED_WAITING,
                () -> "stop does not wait for the session");
        goOn.countDown();
        return stopping;
    }

    @Test
    void aSessionThatWaitsIsToldAndNothingIsRemoved() throws IOException {
        try (PopClient idle = server.connect().login(); PopClient fresh = server.connect()) {
            fresh.line();
            idle.command("DELE 1");
            server.stop(TestServer.DEADLINE);
            assertEquals(FAREWELL, idle.rest());
            assertEquals(FAREWELL, fresh.rest());
        }
        assertEquals(List.of("a1", "a2", "a3"), server.world.maildrops().uniqueIds("alice"));
        assertEquals(false, server.world.maildrops().locked("alice"));
        assertEquals(2, server.count("pop3bridge.sessions", "end", "shutdown"));
        assertThrows(IOException.class, server::connect);
    }

    @Test
    void theMessageInHandIsFinished() throws Exception {
        waitBefore(Step.READ);
        try (PopClient client = server.connect().login()) {
            client.send("RETR 2\r\n");
            Thread stopping = stopDuringTheStep();
            assertEquals("+OK message follows", client.line());
            assertEquals("Subject: 2\r\n\r\n.two\r\nend\r\n", client.message());
            assertEquals(FAREWELL, client.rest());
            stopping.join();
        }
    }

    @Test
    void commandsThatWaitBehindTheOneInHandAreNotRun() throws Exception {
        waitBefore(Step.READ);
        try (PopClient client = server.connect().login()) {
            client.send("DELE 1\r\nRETR 2\r\nNOOP\r\nQUIT\r\n");
            Thread stopping = stopDuringTheStep();
            assertTrue(client.line().startsWith("+OK"));
            assertTrue(client.line().startsWith("+OK"));
            client.message();
            assertEquals(FAREWELL, client.rest());
            stopping.join();
        }
        assertEquals(List.of("a1", "a2", "a3"), server.world.maildrops().uniqueIds("alice"));
    }

    @Test
    void anUpdateInHandIsFinished() throws Exception {
        waitBefore(Step.REMOVE);
        try (PopClient client = server.connect().login()) {
            client.send("DELE 1\r\nQUIT\r\n");
            Thread stopping = stopDuringTheStep();
            assertTrue(client.line().startsWith("+OK"));
            assertEquals("+OK bye, 1 messages deleted", client.line());
            assertEquals("", client.rest());
            stopping.join();
        }
        assertEquals(List.of("a2", "a3"), server.world.maildrops().uniqueIds("alice"));
    }

    @Test
    void aLoginInHandIsAnsweredAndReleased() throws Exception {
        waitBefore(Step.OPEN);
        try (PopClient client = server.connect()) {
            client.send("USER alice\r\nPASS secret\r\n");
            Thread stopping = stopDuringTheStep();
            client.line();
            client.line();
            assertEquals("+OK 3 messages", client.line());
            assertEquals(FAREWELL, client.rest());
            stopping.join();
        }
        assertEquals(false, server.world.maildrops().locked("alice"));
    }

    @Test
    void aClientThatReadsNothingLosesItsConnectionAfterTheGracePeriod() throws IOException {
        server.world.maildrops().deliver("alice", "large", new byte[32 * 1024 * 1024]);
        try (PopClient client = new PopClient(server.port(), 4096).login()) {
            client.command("DELE 1");
            client.send("RETR 4\r\n");
            client.line();
            server.stop(Duration.ofMillis(100));
        }
        assertEquals(List.of("a1", "a2", "a3", "large"), server.world.maildrops().uniqueIds("alice"));
        assertEquals(false, server.world.maildrops().locked("alice"));
        server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
    }

    @Test
    void aServerWithoutSessionsStopsTwice() throws IOException {
        server.port();
        server.stop(Duration.ZERO);
        server.stop(Duration.ZERO);
    }
}
