package pop3bridge.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.vertx.core.internal.net.NetSocketInternal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import pop3bridge.net.TlsHandshake.Result;

/**
 * A client's socket from the session's point of view: its addresses, its input and its end. Its handlers run on the
 * socket's event loop and fill the inbox; all other methods are thread-safe.
 */
public final class ClientSocket {
    /** How long a half-closed client is assumed to wait for replies. */
    private static final Duration HALF_CLOSED = Duration.ofSeconds(5);

    /** How long a client may continue to send after the last reply, so that a reset does not overtake that reply. */
    public static final Duration LINGER = Duration.ofSeconds(2);

    private final NetSocketInternal socket;
    private final Channel channel;
    private volatile InetSocketAddress remote;
    private final Timing timing;
    private final Inbox inbox;
    private volatile boolean closed;
    private volatile boolean inputEnded;
    private volatile long inputEndedAt;

    /**
     * Must be called on the socket's event loop, before it reads.
     *
     * @param remote the client's address, possibly as told by a proxy
     * @param received gets the number of octets that have arrived
     */
    public ClientSocket(NetSocketInternal socket, InetSocketAddress remote, Timing timing, IntConsumer received) {
        this.socket = socket;
        this.channel = socket.channelHandlerContext().channel();
        this.remote = remote;
        this.timing = timing;
        this.inbox = new Inbox(channel.config(), channel.eventLoop(), timing);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        socket.handler(buffer -> {
            received.accept(buffer.length());
            inbox.octets(buffer.getBytes());
        });
        socket.eventHandler(event -> {
            if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
                inputEndedAt = timing.nanoTime();
                inputEnded = true;
                inbox.end();
            }
        });
        socket.exceptionHandler(_ -> inbox.end());
        socket.closeHandler(_ -> {
            closed = true;
            inbox.end();
        });
    }

    /** Returns the address of the client, possibly as told by a proxy. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** Sets the address of the client whose connection a proxy passes on. */
    public void passedOn(InetSocketAddress origin) {
        remote = origin;
    }

    /** Returns the local address to which the client, or the proxy before it, has connected. */
    public String local() {
        return String.valueOf(socket.localAddress());
    }

    /** Returns the queue of what the client sends. */
    public Inbox inbox() {
        return inbox;
    }

    /** Returns where to write to. What is written is encrypted once a handshake has begun. */
    public ChannelOutboundInvoker output() {
        return socket.channelHandlerContext();
    }

    boolean closed() {
        return closed;
    }

    /**
     * Returns whether the client has disconnected. A client that has closed its sending side may still read, but most
     * have disconnected; a write is the only way to find out.
     */
    public boolean gone() {
        return closed || (inputEnded && timing.nanoTime() - inputEndedAt > HALF_CLOSED.toNanos());
    }

    /** Sends no more, and discards what the client still sends until it closes the connection, or for {@link #LINGER}. */
    public void linger() throws InterruptedException {
        if (closed) {
            return;
        }
        shutdownOutput();
        long deadline = timing.nanoTime() + LINGER.toNanos();
        Inbox.Event event;
        do {
            event = inbox.take(deadline);
        } while (event instanceof Inbox.Event.Octets && deadline - timing.nanoTime() > 0);
    }

    /**
     * Answers STLS, and encrypts what follows. One step of the event loop discards what has arrived in the clear, sends
     * the reply and starts the handshake: nothing that was sent in the clear can be taken for input under TLS.
     */
    public Result startTls(TlsHandshake handshakes, TlsProfile profile, String answer) throws InterruptedException {
        CompletableFuture<Result> result = new CompletableFuture<>();
        channel.eventLoop().execute(() -> {
            inbox.discard();
            ChannelFuture _ = output()
                    .writeAndFlush(Unpooled.copiedBuffer(answer + "\r\n", StandardCharsets.US_ASCII));
            handshakes.begin(channel, profile, result::complete);
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes the output, so that the client sees the end; its input still arrives. */
    void shutdownOutput() {
        TlsHandshake.closeNotify(channel);
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(shut -> {
                if (!shut.isSuccess()) {
                    inbox.end();
                }
            });
        } else {
            inbox.end();
        }
    }

    /**
     * Closes the socket while other threads use it; current and future writes fail. Does not use the socket's own
     * {@code close}, which waits until the client has read all data.
     */
    public void close() {
        ChannelFuture _ = socket.channelHandlerContext().close();
    }
}
