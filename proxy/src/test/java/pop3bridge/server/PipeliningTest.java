package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.pop3.Script;

/** Commands sent without waiting for replies. */
final class PipeliningTest {
    private static final String LOGIN = "USER alice\r\nPASS secret\r\n";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theGreetingIsOneLineWithoutATimestamp() throws IOException {
        try (PopClient client = server.connect()) {
            String greeting = client.line();
            assertTrue(greeting.startsWith("+OK ") && !greeting.contains("<"), greeting);
        }
    }

    @Test
    void aWholeSessionBeforeTheGreetingIsAnsweredEachTime() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (PopClient client = server.connect()) {
                client.send(LOGIN + "STAT\r\nRSET\r\nQUIT\r\n");
                client.shutOutput();
                List<String> answers = Script.lines(client.rest());
                assertEquals(6, answers.size(), answers::toString);
                assertEquals("+OK 3 44", answers.get(3));
            }
        }
    }

    @Test
    void whatWasAnsweredBeforeALoginDoesNotWaitForIt() throws IOException {
        CountDownLatch compared = new CountDownLatch(1);
        server.world.accounts().waitFor(compared);
        try (PopClient client = server.connect()) {
            client.send(LOGIN);
            assertLines(client, 2);
            compared.countDown();
            assertLines(client, 1);
        }
    }

    @Test
    void tenThousandNoops() throws IOException {
        try (PopClient client = server.connect()) {
            client.send(LOGIN + "NOOP\r\n".repeat(10_000));
            assertLines(client, 3 + 10_000);
        }
    }

    @Test
    void allIsAnsweredThoughMoreWaitsThanIsReadAheadAndTheClientHasShutItsOutput() throws IOException {
        int count = 50_000;
        try (PopClient client = server.connect()) {
            CompletableFuture<Void> sending = inBackground(() -> {
                client.send(LOGIN + "NOOP\r\n".repeat(count));
                client.shutOutput();
            });
            assertLines(client, 3 + count);
            assertEquals("", client.rest());
            sending.join();
        }
    }

    @Test
    void messagesAreRetrievedOneAfterTheOther() throws IOException {
        int count = 2_000;
        try (PopClient client = server.connect()) {
            CompletableFuture<Void> sending = inBackground(
                    () -> client.send(LOGIN + "RETR 2\r\n".repeat(count) + "QUIT\r\n"));
            assertLines(client, 3);
            for (int i = 0; i < count; i++) {
                client.line();
                assertEquals("Subject: 2\r\n\r\n.two\r\nend\r\n", client.message());
            }
            assertLines(client, 1);
            assertEquals("", client.rest());
            sending.join();
        }
    }

    private interface Sending {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> inBackground(Sending sending) {
        return CompletableFuture.runAsync(() -> {
            try {
                sending.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, task -> Thread.ofVirtual().start(task));
    }

    private static void assertLines(PopClient client, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String line = client.line();
            assertTrue(line.startsWith("+OK "), line);
        }
    }
}
