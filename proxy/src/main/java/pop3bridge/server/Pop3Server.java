package pop3bridge.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Accounts;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.net.AcceptFailures;
import pop3bridge.net.ClientSocket;
import pop3bridge.net.ListeningSockets;
import pop3bridge.net.ProxyHeader;
import pop3bridge.net.Timing;
import pop3bridge.net.TlsContexts;
import pop3bridge.net.TlsHandshake;
import pop3bridge.net.TlsHandshake.Result;
import pop3bridge.net.WideWindows;
import pop3bridge.pop3.LoginDelay;
import pop3bridge.pop3.Reply;
import pop3bridge.pop3.ResponseCode;
import pop3bridge.pop3.Session;
import pop3bridge.pop3.SessionOptions;
import pop3bridge.pop3.SessionOptions.Security;
import pop3bridge.server.Connection.Conversation;
import pop3bridge.server.Connection.Passing;
import pop3bridge.server.Listener.Tls;
import pop3bridge.server.OpenConnections.Place;
import pop3bridge.server.ServerMetrics.Refusal;
import pop3bridge.trace.Traces;

/** Accepts POP3 connections, up to the limits, and begins a session for each. */
public final class Pop3Server {
    private static final Logger log = LoggerFactory.getLogger(Pop3Server.class);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    /** How long a session that an operator ends may take to finish its command and send its last reply. */
    private static final Duration KICK_GRACE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ServerConfig config;
    private final LoginGuard guard;
    private final Maildrops maildrops;
    private final LoginDelay loginDelay;
    private final ServerMetrics metrics;
    private final ExecutorService costly;
    private final Optional<TlsHandshake> handshakes;
    private final Connection.Shared shared;
    private final ConnectionLog lines;
    private final AcceptFailures acceptFailures;
    private final ListeningSockets listeners = new ListeningSockets();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final OpenConnections open;
    private final SecureRandom random = new SecureRandom();
    private volatile boolean stopping;

    /**
     * What the server works with.
     *
     * @param tls empty if no listener serves TLS
     * @param tracer for the OpenTelemetry spans of sessions and commands; empty for none
     */
    public record Ports(LoginGuard guard, Maildrops maildrops, Optional<TlsContexts> tls, Traces traces,
            Optional<Tracer> tracer) {}

    public Pop3Server(Vertx vertx, ServerConfig config, Ports ports, MeterRegistry registry) {
        this(vertx, config, ports, registry, Timing.SYSTEM);
    }

    Pop3Server(Vertx vertx, ServerConfig config, Ports ports, MeterRegistry registry, Timing timing) {
        this.vertx = vertx;
        this.config = config;
        this.guard = ports.guard();
        this.maildrops = ports.maildrops();
        this.costly = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().daemon().name("tls-", 0).factory());
        this.handshakes = ports.tls().map(contexts -> new TlsHandshake(contexts, costly));
        this.loginDelay = new LoginDelay(config.logins().delay(), timing::nanoTime);
        this.metrics = new ServerMetrics(registry);
        this.open = new OpenConnections(config.limits());
        this.lines = new ConnectionLog(new UserNames(guard.accounts(), config.logins().unknownUsers()), timing);
        this.acceptFailures = new AcceptFailures(timing);
        this.shared = new Connection.Shared(config, metrics, lines, timing, handshakes, WideWindows.forHeap(),
                ports.traces(), ports.tracer());
        metrics.connections(open::beforeLogin, open::loggedIn);
        metrics.oldestCommand(() -> connections.stream()
                .flatMap(connection -> connection.commandRunsFor().stream()).mapToLong(Duration::toNanos).max()
                .orElse(0));
    }

    /**
     * Listens on an address; port 0 selects a free port.
     *
     * @return the address with the actual port
     * @throws IOException if the address is in use or does not belong to this machine
     */
    public SocketAddress listen(SocketAddress address, Listener listener) throws IOException {
        NetServerOptions options = new NetServerOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setAcceptBacklog(config.limits().acceptBacklog());
        return listeners.listen(vertx.createNetServer(options).connectHandler(socket -> accept(socket, listener)),
                address);
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
        Future<?> unlistening = listeners.shutdown(grace.plus(CLOSE_WAIT));
        connections.forEach(Connection::shutdown);
        if (!ListeningSockets.await(connections::isEmpty, grace)) {
            connections.forEach(Connection::close);
        }
        costly.shutdown();
        ListeningSockets.await(() -> connections.isEmpty() && unlistening.isComplete(), CLOSE_WAIT);
        return connections.size();
    }

    /** Returns all sessions, in no order. May be called on any thread, and does not wait for any. */
    public List<SessionStatus> sessions() {
        return connections.stream().map(Connection::status).toList();
    }

    /**
     * Ends a session after its current command, without entering the UPDATE state; an UPDATE in progress is completed.
     * If the session still exists after five seconds, closes its socket. Returns at once.
     *
     * @param id {@link SessionStatus#id}
     * @return whether there is such a session
     */
    public boolean end(String id) {
        return end(connection -> connection.id().equals(id)) > 0;
    }

    /**
     * Ends all sessions of a user, as {@link #end} does.
     *
     * @param user {@link SessionStatus#user}
     * @return their number
     */
    public int endUser(String user) {
        return end(connection -> connection.user().equals(Optional.of(user)));
    }

    private int end(Predicate<Connection> which) {
        List<Connection> chosen = connections.stream().filter(which).toList();
        for (Connection connection : chosen) {
            log.atInfo().addKeyValue("session", connection.id()).log("an operator ends a session");
            connection.kick();
            long _ = vertx.setTimer(KICK_GRACE.toMillis(), _ -> connection.close());
        }
        return chosen.size();
    }

    /** On the event loop; so are the steps that follow, until the session begins. */
    private void accept(NetSocket accepted, Listener listener) {
        NetSocketInternal socket = (NetSocketInternal) accepted;
        acceptFailures.watch(channel(socket));
        InetSocketAddress peer = remote(socket);
        Place place = open.enter();
        ChannelFuture _ = channel(socket).closeFuture().addListener(_ -> place.channelClosed());
        Optional<Refusal> refusal = place.refusal();
        if (refusal.isPresent()) {
            place.close();
            refuse(socket, listener, refusal.get());
        } else if (!listener.proxyProtocol()) {
            admit(new Arrival(socket, place, peer, false), listener);
        } else if (!config.trustedProxies().contains(peer.getAddress())) {
            notAProxy(socket, peer, "address is not in proxy.trusted");
        } else {
            ProxyHeader.expect(channel(socket), origin -> origin.ifPresentOrElse(
                    known -> admit(new Arrival(socket, place, known.source().orElse(peer), known.encrypted()),
                            listener),
                    () -> notAProxy(socket, peer, "no valid header")));
        }
    }

    /**
     * A connection whose client is known.
     *
     * @param encrypted whether the client speaks TLS with a proxy
     */
    private record Arrival(NetSocketInternal socket, Place place, InetSocketAddress remote, boolean encrypted) {}

    private void notAProxy(NetSocketInternal socket, InetSocketAddress peer, String why) {
        metrics.refused(Refusal.NO_PROXY_HEADER);
        lines.notAProxy(peer, why);
        ChannelFuture _ = channel(socket).close();
    }

    private void admit(Arrival arrival, Listener listener) {
        Optional<Refusal> refusal = arrival.place().from(arrival.remote().getAddress());
        if (refusal.isPresent()) {
            arrival.place().close();
            refuse(arrival.socket(), listener, refusal.get());
        } else if (listener.tls() == Tls.IMPLICIT) {
            handshakes.orElseThrow().begin(channel(arrival.socket()), listener.profile(), result -> {
                metrics.handshake(result);
                switch (result) {
                    case Result.Secured secured -> converse(arrival, Security.under(secured.session()), listener);
                    case Result.Failed failed -> lines.handshakeFailed(arrival.remote(), failed);
                }
            });
        } else {
            converse(arrival, Security.clear(arrival.encrypted() || plaintextLogin(arrival, listener),
                    listener.tls() == Tls.STARTTLS && !arrival.encrypted()), listener);
        }
    }

    private void converse(Arrival arrival, Security security, Listener listener) {
        String id = id();
        SessionOptions options = new SessionOptions(security, config.logins().methods().apopIf(apop()), loginDelay,
                config.compatibility());
        ClientSocket socket = new ClientSocket(arrival.socket(), arrival.remote(), shared.timing(), metrics::received);
        LoginGuard.Client client = guard.client(arrival.remote().getAddress(), socket::gone);
        Session session = new Session(id, options, client.accounts(), maildrops, socket::gone);
        Connection connection = new Connection(socket, listener.profile(),
                new Conversation(id, session, new Watched(client, arrival.place())),
                passing(id, arrival, listener, socket), shared);
        arrival.place().hasSession();
        connections.add(connection);
        if (stopping) {
            connection.shutdown();
        }
        connection.start(() -> {
            connections.remove(connection);
            arrival.place().close();
        });
    }

    /** For a trusted proxy that speaks no PROXY protocol. */
    private Optional<Passing> passing(String id, Arrival arrival, Listener listener, ClientSocket socket) {
        if (listener.proxyProtocol() || !config.trustedProxies().contains(arrival.remote().getAddress())) {
            return Optional.empty();
        }
        return Optional.of((origin, before) -> {
            if (arrival.place().from(origin.getAddress()).isPresent()) {
                return Optional.empty();
            }
            LoginGuard.Client client = guard.client(origin.getAddress(), socket::gone);
            Arrival passedOn = new Arrival(arrival.socket(), arrival.place(), origin, arrival.encrypted());
            return Optional.of(new Conversation(id,
                    before.passedOn(plaintextLogin(passedOn, listener), client.accounts()),
                    new Watched(client, arrival.place())));
        });
    }

    /** A login changes how a connection is counted. */
    private record Watched(LoginGuard.Client client, Place place) implements LoginGuard.Client {
        @Override
        public Accounts accounts() {
            return client.accounts();
        }

        @Override
        public void failed(String user) {
            client.failed(user);
        }

        @Override
        public void succeeded(String user) {
            place.loggedIn();
            client.succeeded(user);
        }
    }

    /** A client that expects TLS understands nothing that could be told now. */
    private void refuse(NetSocketInternal socket, Listener listener, Refusal reason) {
        metrics.refused(reason);
        if (listener.tls() == Tls.IMPLICIT) {
            ChannelFuture _ = channel(socket).close();
        } else {
            socket.end(
                    Buffer.buffer(new Reply.Err(ResponseCode.SYS_TEMP, "too many connections").statusLine() + "\r\n"));
        }
    }

    private boolean apop() {
        return switch (config.logins().apop()) {
            case AUTO -> guard.accounts().allPasswordsKnown();
            case ON -> true;
            case OFF -> false;
        };
    }

    private static boolean plaintextLogin(Arrival arrival, Listener listener) {
        return switch (listener.plaintext()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case LOOPBACK -> arrival.remote().getAddress().isLoopbackAddress()
                    && ((InetSocketAddress) channel(arrival.socket()).localAddress()).getAddress().isLoopbackAddress();
        };
    }

    private static Channel channel(NetSocketInternal socket) {
        return socket.channelHandlerContext().channel();
    }

    private static InetSocketAddress remote(NetSocketInternal socket) {
        return (InetSocketAddress) channel(socket).remoteAddress();
    }

    private String id() {
        byte[] octets = new byte[6];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
