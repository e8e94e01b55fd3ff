package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import pop3bridge.message.Form;
import pop3bridge.net.Networks;
import pop3bridge.net.Timing;
import pop3bridge.net.TlsContexts;
import pop3bridge.net.TlsProfile;
import pop3bridge.pop3.Compatibility;
import pop3bridge.pop3.LastPolicy;
import pop3bridge.pop3.Utf8Headers;
import pop3bridge.pop3.World;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.server.ServerConfig.Apop;
import pop3bridge.server.ServerConfig.Limits;
import pop3bridge.server.ServerConfig.LoginRules;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.server.ServerConfig.Timeouts;
import pop3bridge.server.ServerConfig.UnknownUsers;
import pop3bridge.trace.Traces;

/**
 * A server on a free port of the loopback interface, started for the first client. When it stops, it verifies that no
 * sessions are left.
 */
final class TestServer implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final SocketAddress FREE_PORT = SocketAddress.inetSocketAddress(0, "127.0.0.1");
    private static final Vertx VERTX = Vertx.vertx();

    final World world = new World();
    PlaintextLogin plaintextLogin = PlaintextLogin.LOOPBACK;
    int connections = 1_000;
    int connectionsPerAddress = 1_000;
    int beforeLogin = 1_000;
    int beforeLoginPerAddress = 1_000;
    Duration idleTimeout = Duration.ofMinutes(10);
    Duration loginTimeout = Duration.ofMinutes(1);
    LoginMethods methods = LoginMethods.ALL;
    Apop apop = Apop.OFF;
    Duration loginDelay = Duration.ZERO;
    Form form = Form.AS_STORED;
    Utf8Headers utf8Headers = Utf8Headers.AS_IS;
    Timing timing = Timing.SYSTEM;
    Listener.Tls tls = Listener.Tls.OFF;
    boolean proxyProtocol;
    Networks trustedProxies = Networks.NONE;
    Optional<TlsContexts> tlsContexts = Optional.empty();

    Optional<Tracer> tracer = Optional.empty();
    final Traces traces = new Traces(InstantSource.system());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable Pop3Server server;
    private int port;

    /** The port; from now on the settings are fixed. */
    int port() throws IOException {
        if (server == null) {
            ServerConfig config = new ServerConfig(
                    new Limits(connections, connectionsPerAddress, beforeLogin, beforeLoginPerAddress, 256, 1024),
                    new Timeouts(idleTimeout, loginTimeout),
                    new LoginRules(methods, apop, loginDelay, UnknownUsers.HASH),
                    new Compatibility(form, utf8Headers, LastPolicy.AUTO, List.of()), trustedProxies);
            server = new Pop3Server(VERTX, config,
                    new Pop3Server.Ports(LoginGuard.none(world.accounts()), world.maildrops(), tlsContexts, traces,
                            tracer),
                    registry,
                    timing);
            port = server.listen(FREE_PORT, listener()).port();
        }
        return port;
    }

    /** Listens on one more address. */
    void listenToo(SocketAddress address) throws IOException {
        SocketAddress _ = Objects.requireNonNull(server).listen(address, listener());
    }

    private Listener listener() {
        return new Listener(tls, plaintextLogin, TlsProfile.MODERN, proxyProtocol);
    }

    List<SessionStatus> sessions() {
        return Objects.requireNonNull(server).sessions();
    }

    boolean end(String id) {
        return Objects.requireNonNull(server).end(id);
    }

    int endUser(String user) {
        return Objects.requireNonNull(server).endUser(user);
    }

    PopClient connect() throws IOException {
        return new PopClient(port());
    }

    /** Stops the server and fails if it leaves a session behind. */
    void stop(Duration grace) {
        assertEquals(0, server == null ? 0 : server.stop(grace), "sessions left behind");
    }

    /** A counter's or a gauge's value now; 0 when nothing has been counted. */
    double count(String name, String... tags) {
        return registry.find(name).tags(tags).meters().stream()
                .mapToDouble(meter -> meter.measure().iterator().next().getValue()).sum();
    }

    /** Waits until a counter or a gauge has this value. */
    void awaitCount(int expected, String name, String... tags) {
        await(() -> count(name, tags) == expected,
                () -> name + " " + List.of(tags) + " is " + count(name, tags) + " and not " + expected);
    }

    /** Waits for a condition, for which there is no signal to wait for. */
    static void await(BooleanSupplier condition, Supplier<@Nullable String> otherwise) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - begin < DEADLINE.toNanos(), otherwise);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        stop(DEADLINE);
        awaitCount(0, "pop3bridge.connections");
        assertEquals(0, world.maildrops().openContents(), "messages are open");
        assertEquals(false, world.maildrops().locked("alice"), "alice's maildrop is locked");
    }
}
