package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops.Step;

/** Clients that disconnect, and the effect on their maildrop. */
final class ClientLossTest {
    private static final List<String> ALL = List.of("a1", "a2", "a3");

    private final TestServer server = new TestServer();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** How a client goes. */
    enum Leaving {
        CLOSE {
            @Override
            void leave(PopClient client) throws IOException {
                client.close();
            }
        },
        RESET {
            @Override
            void leave(PopClient client) throws IOException {
                client.reset();
            }
        },
        SHUT_OUTPUT {
            @Override
            void leave(PopClient client) throws IOException {
                client.shutOutput();
            }
        };

        abstract void leave(PopClient client) throws IOException;
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        server.close();
    }

    private void waitBefore(Step step) {
        server.world.maildrops().before(step, () -> {
            reached.countDown();
            await(goOn);
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(TestServer.DEADLINE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void aDropWithoutQuitRemovesNothingAndReleases(Leaving leaving) throws IOException {
        PopClient client = server.connect().login();
        client.command("DELE 1");
        leaving.leave(client);
        server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
        assertEquals(ALL, server.world.maildrops().uniqueIds("alice"));
        server.connect().login().close();
    }

    @Test
    void aQuitWithoutItsLineEndIsNoQuit() throws IOException {
        try (PopClient client = server.connect().login()) {
            client.command("DELE 1");
            client.send("QUIT");
            client.shutOutput();
            assertEquals("", client.rest());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
        assertEquals(ALL, server.world.maildrops().uniqueIds("alice"));
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void updateIsFinishedThoughTheClientLeavesRightAfterQuit(Leaving leaving) throws IOException {
        waitBefore(Step.REMOVE);
        PopClient client = server.connect().login();
        client.send("DELE 1\r\nDELE 3\r\nQUIT\r\n");
        await(reached);
        leaving.leave(client);
        goOn.countDown();
        server.awaitCount(0, "pop3bridge.connections");
        assertEquals(List.of("a2"), server.world.maildrops().uniqueIds("alice"));
    }

    @Test
    void aClientThatClosesWithoutWaitingForAnyAnswerHasSaidQuit() throws IOException {
        for (String uniqueId : ALL) {
            PopClient client = server.connect();
            client.line();
            client.send("USER alice\r\nPASS secret\r\nDELE 1\r\nQUIT\r\n");
            client.close();
            server.awaitCount(0, "pop3bridge.connections");
            assertTrue(!server.world.maildrops().uniqueIds("alice").contains(uniqueId));
        }
    }

    @Test
    void aMessageIsReadNoFurtherWhenItsClientHasGone() throws IOException {
        server.world.maildrops().deliver("alice", "large", new byte[32 * 1024 * 1024]);
        PopClient client = new PopClient(server.port(), 4096).login();
        client.send("RETR 4\r\n");
        client.line();
        client.reset();
        server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
        assertTrue(server.world.maildrops().octetsRead() < 16 * 1024 * 1024, "the whole message was read");
        assertEquals(0, server.world.maildrops().openContents());
    }

    @Test
    void aClientMayLeaveWhileTheStoreIsSlow() throws IOException {
        waitBefore(Step.OPEN);
        PopClient client = server.connect();
        client.send("USER alice\r\nPASS secret\r\n");
        await(reached);
        client.reset();
        goOn.countDown();
        server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
    }

    @Test
    void theSecondSessionIsRefusedUntilTheFirstHasGone() throws IOException {
        PopClient first = server.connect().login();
        try (PopClient second = server.connect()) {
            second.line();
            second.command("USER alice");
            assertEquals("-ERR [IN-USE] maildrop is locked by another session", second.command("PASS secret"));
            first.reset();
            server.awaitCount(1, "pop3bridge.sessions", "end", "client_gone");
            second.command("USER alice");
            assertEquals("+OK 3 messages", second.command("PASS secret"));
        }
    }

    @Test
    void noSessionOfAnyKindStays() throws IOException {
        server.world.maildrops().before(Step.SIZES, () -> {
            throw new MaildropException(Reason.TEMPORARY, "ordered by a test");
        });
        server.world.maildrops().breakAfter("a2", 3);
        List<String> inputs = List.of("", "U", "USER alice\r\nPASS wrong\r\n", "USER alice\r\nPASS secret\r\n",
                "FOO\r\n".repeat(9),
                "USER alice\r\nPASS secret\r\nRETR 2\r\n", "USER alice\r\nPASS secret\r\nSTAT\r\nQUIT\r\n",
                "x".repeat(5000),
                "CAPA\r\n".repeat(1_000));
        List<PopClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (String input : inputs) {
                for (Leaving leaving : Leaving.values()) {
                    PopClient client = server.connect();
                    client.send(input);
                    leaving.leave(client);
                    clients.add(client);
                }
            }
        }
        server.awaitCount(0, "pop3bridge.connections");
        server.awaitCount(clients.size(), "pop3bridge.sessions");
        for (PopClient client : clients) {
            client.close();
        }
    }
}
