package pop3bridge.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import pop3bridge.accounts.Accounts;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.pop3.LoginDelay;
import pop3bridge.pop3.Reply;
import pop3bridge.pop3.ResponseCode;
import pop3bridge.pop3.Session;
import pop3bridge.pop3.SessionOptions;
import pop3bridge.server.ServerMetrics.Refusal;

/** Accepts POP3 connections, up to the limits, and runs each on its own virtual thread. */
public final class Pop3Server {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ServerConfig config;
    private final Accounts accounts;
    private final Maildrops maildrops;
    private final LoginDelay loginDelay;
    private final ServerMetrics metrics;
    private final Connection.Shared shared;
    private final List<NetServer> listeners = new ArrayList<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> openByAddress = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private volatile boolean stopping;

    public Pop3Server(Vertx vertx, ServerConfig config, Accounts accounts, Maildrops maildrops,
            MeterRegistry registry) {
        this(vertx, config, accounts, maildrops, registry, Timing.SYSTEM);
    }

    Pop3Server(Vertx vertx, ServerConfig config, Accounts accounts, Maildrops maildrops, MeterRegistry registry,
            Timing timing) {
        this.vertx = vertx;
        this.config = config;
        this.accounts = accounts;
        this.maildrops = maildrops;
        this.loginDelay = new LoginDelay(config.logins().delay(), timing::nanoTime);
        this.metrics = new ServerMetrics(registry);
        this.shared = new Connection.Shared(config, metrics,
                new UserNames(accounts, config.logins().unknownUsers()), timing);
        metrics.connections(open::get);
    }

    /**
     * Listens on an address; port 0 selects a free port.
     *
     * @return the address with the actual port
     * @throws IOException if the address is in use or does not belong to this machine
     */
    public SocketAddress listen(SocketAddress address) throws IOException {
        NetServerOptions options = new NetServerOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setAcceptBacklog(config.limits().acceptBacklog());
        NetServer listener = vertx.createNetServer(options).connectHandler(this::accept);
        try {
            listener.listen(address).await();
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
        listeners.add(listener);
        return SocketAddress.inetSocketAddress(listener.actualPort(), address.host());
    }

    /**
     * Stops: accepts no new connections. Each session ends after its current command, without entering the UPDATE
     * state. Closes the sockets of sessions that have not ended after the grace period. Returns when all sessions have
     * released their maildrops, or a few seconds after the grace period.
     *
     * @return the number of sessions that did not end in time
     */
    public int stop(Duration grace) {
        stopping = true;
        // Not close(), which would also close the connections.
        List<Future<Void>> unlistening = listeners.stream()
                .map(listener -> listener.shutdown(grace.plus(CLOSE_WAIT))).toList();
        connections.forEach(Connection::shutdown);
        if (!await(connections::isEmpty, grace)) {
            connections.forEach(Connection::close);
        }
        await(() -> connections.isEmpty() && unlistening.stream().allMatch(Future::isComplete), CLOSE_WAIT);
        return connections.size();
    }

    private void accept(NetSocket accepted) {
        NetSocketInternal socket = (NetSocketInternal) accepted;
        InetAddress address = remote(socket).getAddress();
        if (open.incrementAndGet() > config.limits().connections()) {
            open.decrementAndGet();
            refuse(socket, Refusal.TOO_MANY);
            return;
        }
        if (openByAddress.merge(address, 1, Integer::sum) > config.limits().connectionsPerAddress()) {
            released(address);
            refuse(socket, Refusal.TOO_MANY_FROM_ADDRESS);
            return;
        }
        String id = id();
        SessionOptions options = new SessionOptions(plaintextLogin(socket), apop(), loginDelay,
                config.compatibility());
        Connection connection = new Connection(socket, id,
                clientGone -> new Session(id, options, accounts, maildrops, clientGone), shared);
        connections.add(connection);
        if (stopping) {
            connection.shutdown();
        }
        Thread.ofVirtual().name("session-" + id).start(() -> {
            try {
                connection.run();
            } finally {
                connections.remove(connection);
                released(address);
            }
        });
    }

    private void released(InetAddress address) {
        openByAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        open.decrementAndGet();
    }

    private void refuse(NetSocket socket, Refusal reason) {
        metrics.refused(reason);
        socket.end(Buffer.buffer(new Reply.Err(ResponseCode.SYS_TEMP, "too many connections").statusLine() + "\r\n"));
    }

    private boolean apop() {
        return switch (config.logins().apop()) {
            case AUTO -> accounts.allPasswordsKnown();
            case ON -> true;
            case OFF -> false;
        };
    }

    private boolean plaintextLogin(NetSocketInternal socket) {
        return switch (config.logins().plaintext()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case LOOPBACK -> remote(socket).getAddress().isLoopbackAddress()
                    && ((InetSocketAddress) socket.channelHandlerContext().channel().localAddress())
                            .getAddress().isLoopbackAddress();
        };
    }

    private static InetSocketAddress remote(NetSocketInternal socket) {
        return (InetSocketAddress) socket.channelHandlerContext().channel().remoteAddress();
    }

    private String id() {
        byte[] octets = new byte[6];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    private static boolean await(BooleanSupplier condition, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return true;
    }
}
