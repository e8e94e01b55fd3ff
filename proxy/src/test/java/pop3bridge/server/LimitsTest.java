package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits on connections. */
final class LimitsTest {
    private static final String REFUSAL = "-ERR [SYS/TEMP] too many connections\r\n";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void beyondTheLimitAConnectionIsRefusedUntilAnotherHasGone() throws IOException {
        server.connections = 2;
        assertRefusals("too_many");
    }

    @Test
    void beyondTheLimitOfAnAddressToo() throws IOException {
        server.connectionsPerAddress = 2;
        assertRefusals("too_many_from_address");
    }

    @Test
    void connectionsBeforeLoginHaveALimitOfTheirOwn() throws IOException {
        server.beforeLogin = 2;
        assertOnlyLoginMakesRoom("too_many_before_login");
    }

    @Test
    void connectionsBeforeLoginFromAnAddressToo() throws IOException {
        server.beforeLoginPerAddress = 2;
        assertOnlyLoginMakesRoom("too_many_before_login_from_address");
    }

    private void assertOnlyLoginMakesRoom(String reason) throws IOException {
        try (PopClient first = server.connect(); PopClient second = server.connect()) {
            assertTrue(second.line().startsWith("+OK "));
            try (PopClient third = server.connect()) {
                assertEquals("-ERR [SYS/TEMP] too many connections", third.line());
            }
            server.awaitCount(1, "pop3bridge.connections.refused", "reason", reason);
            first.login();
            try (PopClient third = server.connect()) {
                assertTrue(third.line().startsWith("+OK "));
            }
        }
    }

    private void assertRefusals(String reason) throws IOException {
        PopClient first = server.connect().login();
        try (PopClient second = server.connect()) {
            second.line();
            for (int i = 1; i <= 3; i++) {
                try (PopClient third = server.connect()) {
                    assertEquals(REFUSAL, third.rest());
                }
                assertEquals(i, server.count("pop3bridge.connections.refused", "reason", reason));
            }
            assertEquals(2, server.count("pop3bridge.connections"));
            first.close();
            server.awaitCount(1, "pop3bridge.connections");
            try (PopClient third = server.connect()) {
                third.login();
                assertTrue(second.command("CAPA").startsWith("+OK"));
            }
        }
    }

    @Test
    void aSessionThatIsNotAnsweredYetCounts() throws IOException {
        server.connections = 1;
        for (int i = 0; i < 20; i++) {
            try (PopClient client = server.connect()) {
                client.send("QUIT\r\n");
                assertTrue(client.rest().startsWith("+OK"));
            }
            server.awaitCount(0, "pop3bridge.connections");
        }
    }

    @Test
    void clientsThatComeInARowAreAllServed() throws IOException {
        List<PopClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 256; i++) {
                clients.add(server.connect());
            }
            for (PopClient client : clients) {
                assertTrue(client.line().startsWith("+OK"));
                assertTrue(client.command("QUIT").startsWith("+OK"));
            }
        } finally {
            for (PopClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aTakenPortIsAnIoException() throws IOException {
        int port = server.port();
        assertThrows(IOException.class, () -> server.listenToo(SocketAddress.inetSocketAddress(port, "127.0.0.1")));
    }
}
