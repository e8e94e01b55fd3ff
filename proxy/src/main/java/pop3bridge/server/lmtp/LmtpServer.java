package pop3bridge.server.lmtp;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
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
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.lmtp.LmtpReply;
import pop3bridge.lmtp.LmtpSession;
import pop3bridge.net.AcceptFailures;
import pop3bridge.net.ClientSocket;
import pop3bridge.net.CountedLog;
import pop3bridge.net.ListeningSockets;
import pop3bridge.net.Networks;
import pop3bridge.net.SocketFile;
import pop3bridge.net.Timing;
import pop3bridge.server.lmtp.LmtpMetrics.Refusal;

/** Accepts LMTP connections of mail servers, up to a limit, and runs each on its own virtual thread. */
public final class LmtpServer {
    private static final Logger log = LoggerFactory.getLogger(LmtpServer.class);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    /** Who connects to a UNIX socket is on this machine, and has no address. */
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private final Vertx vertx;
    private final Config config;
    private final LmtpMetrics metrics;
    private final LmtpConnection.Shared shared;
    private final AcceptFailures acceptFailures;
    private final CountedLog counted;
    private final ListeningSockets listeners = new ListeningSockets();
    private final Set<LmtpConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong sessions = new AtomicLong();
    private volatile boolean stopping;

    /**
     * The configuration.
     *
     * @param host the name of this machine
     * @param maxSize the largest size of a message in octets
     * @param connections the largest number of connections
     * @param allowed the networks that may connect, besides this machine
     */
    public record Config(String host, int maxSize, int connections, Networks allowed) {}

    public LmtpServer(Vertx vertx, Config config, LmtpSession.Ports ports, MeterRegistry registry) {
        this(vertx, config, ports, registry, Timing.SYSTEM);
    }

    LmtpServer(Vertx vertx, Config config, LmtpSession.Ports ports, MeterRegistry registry, Timing timing) {
        this.vertx = vertx;
        this.config = config;
        this.metrics = new LmtpMetrics(registry);
        this.shared = new LmtpConnection.Shared(
                new LmtpSession.Options(config.host(), config.maxSize(), timing::nanoTime), ports, metrics, timing);
        this.acceptFailures = new AcceptFailures(timing);
        this.counted = new CountedLog(timing, 1);
        metrics.connections(connections::size);
    }

    /**
     * Listens on an address; port 0 selects a free port.
     *
     * @return the address with the actual port
     * @throws IOException if the address is in use or does not belong to this machine
     */
    public SocketAddress listen(SocketAddress address) throws IOException {
        return listeners.listen(socket(), address);
    }

    /**
     * Listens on a UNIX socket.
     *
     * @throws IOException if another server listens there, there is a file that is no socket, or the folder does not permit it
     */
    public void listen(SocketFile file) throws IOException {
        listeners.listen(socket(), file);
    }

    private NetServer socket() {
        return vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true).setTcpKeepAlive(true))
                .connectHandler(this::accept);
    }

    /**
     * Stops: accepts no new connections. Each session ends after the message that it is receiving or storing. Closes the sockets of
     * sessions that have not ended after the grace period.
     *
     * @return the number of sessions that did not end in time
     */
    public int stop(Duration grace) {
        stopping = true;
        Future<?> unlistening = listeners.shutdown(grace.plus(CLOSE_WAIT));
        connections.forEach(LmtpConnection::shutdown);
        if (!ListeningSockets.await(connections::isEmpty, grace)) {
            connections.forEach(LmtpConnection::close);
        }
        ListeningSockets.await(() -> connections.isEmpty() && unlistening.isComplete(), CLOSE_WAIT);
        return connections.size();
    }

    /** On the event loop. */
    private void accept(NetSocket accepted) {
        NetSocketInternal socket = (NetSocketInternal) accepted;
        Channel channel = socket.channelHandlerContext().channel();
        acceptFailures.watch(channel);
        InetSocketAddress remote = channel.remoteAddress() instanceof InetSocketAddress its ? its : LOCAL;
        Optional<Refusal> refusal = refusal(remote);
        if (refusal.isPresent()) {
            refuse(socket, remote, refusal.get());
            return;
        }
        String id = "lmtp-" + sessions.incrementAndGet();
        LmtpConnection connection = new LmtpConnection(id,
                new ClientSocket(socket, remote, shared.timing(), metrics::received), shared);
        connections.add(connection);
        if (stopping) {
            connection.shutdown();
        }
        Thread.ofVirtual().name(id).start(() -> {
            try {
                connection.run();
            } finally {
                connections.remove(connection);
            }
        });
    }

    private Optional<Refusal> refusal(InetSocketAddress remote) {
        if (!remote.getAddress().isLoopbackAddress() && !config.allowed().contains(remote.getAddress())) {
            return Optional.of(Refusal.NOT_ALLOWED);
        }
        return connections.size() >= config.connections() ? Optional.of(Refusal.TOO_MANY) : Optional.empty();
    }

    /** Not for good: the mail server keeps its mail while the settings are corrected. */
    private void refuse(NetSocketInternal socket, InetSocketAddress remote, Refusal reason) {
        metrics.refused(reason);
        LmtpReply reply = switch (reason) {
            case NOT_ALLOWED -> LmtpReply.of(421, "4.7.1", "not allowed from this address");
            default -> LmtpReply.of(421, "4.3.2", "too many connections");
        };
        counted.leftOutBefore(LmtpMetrics.label(reason)).ifPresent(leftOut -> log.atWarn()
                .addKeyValue("remote", remote.equals(LOCAL) ? "local" : remote.getAddress().getHostAddress())
                .addKeyValue("reason", LmtpMetrics.label(reason)).addKeyValue("repeats", leftOut)
                .log("LMTP connection refused"));
        socket.end(Buffer.buffer(reply.octets()));
    }
}
