package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.maildrop.MemoryMaildrops.Step;
import pop3bridge.pop3.LoginFailure.Reason;
import pop3bridge.server.ServerMetrics.Refusal;

final class ServerMetricsTest {
    private final TestServer server = new TestServer();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ServerMetrics metrics = new ServerMetrics(registry);

    @AfterEach
    void stop() {
        server.close();
    }

    private double count(String name, String label, String value) {
        return registry.get(name).tag(label, value).counter().count();
    }

    @ParameterizedTest
    @EnumSource
    void failedLoginsBeginAtZero(Reason reason) {
        assertEquals(0, count("pop3bridge.logins", "result", reason.label()));
        metrics.loginFailed(reason);
        assertEquals(1, count("pop3bridge.logins", "result", reason.label()));
    }

    @ParameterizedTest
    @EnumSource
    void endsOfSessionsBeginAtZero(SessionEnd end) {
        assertEquals(0, count("pop3bridge.sessions", "end", end.label()));
        metrics.sessionEnded(end);
        assertEquals(1, count("pop3bridge.sessions", "end", end.label()));
    }

    @Test
    void refusedConnectionsBeginAtZero() {
        assertEquals(0, count("pop3bridge.connections.refused", "reason", "too_many_from_address"));
        metrics.refused(Refusal.TOO_MANY_FROM_ADDRESS);
        assertEquals(1, count("pop3bridge.connections.refused", "reason", "too_many_from_address"));
    }

    @Test
    void loginsAreCountedByResult() throws IOException {
        try (PopClient first = server.connect().login(); PopClient second = server.connect()) {
            server.awaitCount(1, "pop3bridge.logins", "result", "ok");
            second.line();
            second.command("USER alice");
            second.command("PASS wrong");
            server.awaitCount(1, "pop3bridge.logins", "result", "credentials");
            second.command("USER alice");
            second.command("PASS secret");
            server.awaitCount(1, "pop3bridge.logins", "result", "in_use");
            first.command("QUIT");
            assertEquals(1, server.count("pop3bridge.login.duration"));
        }
    }

    @Test
    void connectionsAreCountedByState() throws IOException {
        try (PopClient client = server.connect(); PopClient _ = server.connect()) {
            server.awaitCount(2, "pop3bridge.connections", "state", "before_login");
            client.login();
            server.awaitCount(1, "pop3bridge.connections", "state", "logged_in");
            server.awaitCount(1, "pop3bridge.connections", "state", "before_login");
        }
    }

    @Test
    void theAgeOfACommandInProgressIsMeasured() throws IOException {
        CompletableFuture<Void> store = new CompletableFuture<>();
        server.world.maildrops().before(Step.READ, store::join);
        try (PopClient client = server.connect().login()) {
            server.awaitCount(0, "pop3bridge.oldest.command");
            client.send("RETR 1\r\n");
            TestServer.await(() -> server.count("pop3bridge.oldest.command") > 0.1, () -> "no command is old");
            store.complete(null);
            client.line();
            client.message();
            server.awaitCount(0, "pop3bridge.oldest.command");
        }
    }
}
