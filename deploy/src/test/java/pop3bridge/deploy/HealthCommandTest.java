package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.management.ManagementServer;
import pop3bridge.management.Problems;
import pop3bridge.trace.Traces;

/** {@code health} against a management port. */
class HealthCommandTest {
    @TempDir
    Path folder = Path.of("");

    private CommandRun health(String listen, String... options) throws IOException {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "health";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return CommandRun.withConfig(folder, Map.of("POP3BRIDGE_STORE_BUCKET", "post", "POP3BRIDGE_USERS_FILE", "users",
                "POP3BRIDGE_MANAGEMENT_LISTEN", listen), arguments);
    }

    private static CommandRun says(String text) {
        return new CommandRun(0, text + System.lineSeparator(), "");
    }

    private static CommandRun problem(int status, String text) {
        return new CommandRun(status, "", "pop3bridge: " + text + System.lineSeparator());
    }

    /** Also where the server listens on every interface. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1,127.0.0.1", "localhost,localhost", "0.0.0.0,0.0.0.0", "::,[::]"})
    void asksTheServer(String host, String configured) throws Exception {
        BridgeHealth health = new BridgeHealth();
        Vertx vertx = Vertx.vertx();
        try (ManagementServer server = new ManagementServer(vertx, new ManagementServer.Parts(health,
                new Problems(Map.of()), new LogbackLevels(),
                new ManagementServer.Protection(Optional.empty(), Optional.empty()),
                "1.2.3",
                new Traces(InstantSource.system())))) {
            String listen = configured + ":" + server.listen(SocketAddress.inetSocketAddress(0, host)).port();
            assertEquals(problem(1, "not ready: the store is being tested"), health(listen));
            assertEquals(says("alive"), health(listen, "--live"));
            health.serves("");
            assertEquals(says("ready"), health(listen));
            health.serves("stopping");
            assertEquals(problem(1, "not ready: stopping"), health(listen));
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void nobodyListens() throws Exception {
        String listen;
        try (ServerSocket closed = local()) {
            listen = "127.0.0.1:" + closed.getLocalPort();
        }
        assertEquals(problem(1, listen + " does not respond: Connection refused"), health(listen));
    }

    @Test
    void aServerThatHangsIsNotWaitedForForLong() throws Exception {
        try (ServerSocket hanging = local()) {
            String listen = "127.0.0.1:" + hanging.getLocalPort();
            assertEquals(problem(1, listen + " does not respond within 5 s"), health(listen));
        }
    }

    @Test
    void anotherServerIsListening() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        try {
            String listen = "127.0.0.1:" + other.getAddress().getPort();
            assertEquals(
                    problem(1, listen + " is not the management port of pop3bridge: it responds with HTTP status 404"),
                    health(listen));
        } finally {
            other.stop(0);
        }
    }

    @Test
    void settingsWithErrors() throws Exception {
        assertEquals(problem(2, "management.listen: 127.0.0.1:0: the server picks a port at each start; choose one"),
                health("127.0.0.1:0"));
        CommandRun wrong = health("9110");
        assertEquals(2, wrong.status());
        assertTrue(wrong.err().contains("management.listen"), wrong.err());
    }

    private static ServerSocket local() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
