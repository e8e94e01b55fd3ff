package pop3bridge.server;

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
import pop3bridge.server.TlsHandshake.Result;

/**
 * A client's socket, as its session sees it: where it comes from, what arrives, and its ends. Its handlers run on the socket's event
 * loop and fill the inbox; all other methods may be called by any thread.
 */
final class ClientSocket {
    /** How long a client that has shut its output is believed to wait for replies. */
    private static final Duration HALF_CLOSED = Duration.ofSeconds(5);

    private final NetSocketInternal socket;
    private final Channel channel;
    private volatile InetSocketAddress remote;
    private final Timing timing;
    private final Inbox inbox;
    private volatile boolean closed;
    private volatile boolean inputEnded;
    private volatile long inputEndedAt;

    /**
     * To be made on the socket's event loop, before it reads.
     *
     * @param remote the client's address, which a proxy may have told
     * @param received is told how many octets have arrived
     */
    ClientSocket(NetSocketInternal socket, InetSocketAddress remote, Timing timing, IntConsumer received) {
        this.socket = socket;
        this.channel = socket.channelHandlerContext().channel();
        this.remote = remote;
        this.timing = timing;
        this.inbox = new Inbox(channel.config(), timing);
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

    InetSocketAddress remote() {
        return remote;
    }

    /** A proxy has told whose connection this is. */
    void passedOn(InetSocketAddress origin) {
        remote = origin;
    }

    /** The address of this machine that the client, or the proxy before it, has reached. */
    String local() {
        return String.valueOf(socket.localAddress());
    }

    Inbox inbox() {
        return inbox;
    }

    ChannelOutboundInvoker output() {
        return socket.channelHandlerContext();
    }

    boolean closed() {
        return closed;
    }

    /** A client that has shut its output may still read, but most have gone; nothing tells the two apart before something is written. */
    boolean gone() {
        return closed || (inputEnded && timing.nanoTime() - inputEndedAt > HALF_CLOSED.toNanos());
    }

    /**
     * Answers STLS, and encrypts what follows. One step of the event loop discards what has arrived in the clear, sends the answer and
     * begins the handshake: so nothing that came before it can be taken for what comes under TLS.
     */
    Result startTls(TlsHandshake handshakes, TlsProfile profile, String answer) throws InterruptedException {
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

    /** Shuts the output, so that the client sees the end; what it still sends goes on to arrive. */
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
     * Closes the socket under whoever uses it; what is being written fails. Not by the socket's own {@code close}, which waits until a
     * client that reads nothing has read all.
     */
    void close() {
        ChannelFuture _ = socket.channelHandlerContext().close();
    }
}
