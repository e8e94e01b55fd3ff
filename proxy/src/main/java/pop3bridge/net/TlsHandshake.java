package pop3bridge.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import pop3bridge.pop3.sasl.TlsSession;

/** The TLS handshakes of a server. Their costly steps run on an executor, so that no event loop waits for a signature. */
public final class TlsHandshake {
    /** How long a handshake may take; clients answer within a second. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    /** More than any ClientHello has, post-quantum key shares included. */
    private static final int MAX_CLIENT_HELLO = 16 * 1024;

    private static final Duration CLOSE_NOTIFY = Duration.ofSeconds(1);

    private static final String NAME = "tls";

    /** How a handshake ended. */
    public sealed interface Result {
        /** It succeeded. */
        record Secured(TlsSession session) implements Result {}

        /** It failed. */
        record Failed(Failure kind, String why) implements Result {}
    }

    /** Why a handshake failed: a label in metrics. */
    public enum Failure {
        /** The client sent something other than TLS. */
        NOT_TLS,
        /** Client and server have no protocol version, suite or application protocol in common, or the client refused the certificate. */
        REFUSED,
        TIMEOUT,
        CLIENT_GONE;

        /** Returns the value of the label. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As in Mozilla's configuration "intermediate". */
    private static final String[] MODERN_GROUPS = {"x25519", "secp256r1", "secp384r1"};

    private final TlsContexts contexts;
    private final Executor costly;

    /**
     * @param costly runs the computations of handshakes
     */
    public TlsHandshake(TlsContexts contexts, Executor costly) {
        this.contexts = contexts;
        this.costly = costly;
    }

    /**
     * Begins a handshake: from now on what the client sends is taken for TLS, and what is written is encrypted. To be called on the
     * channel's event loop.
     *
     * @param done is called once, on the event loop
     */
    public void begin(Channel channel, TlsProfile profile, Consumer<Result> done) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(ProxyHeader.DECODER) == null) {
            pipeline.addFirst(NAME, new Sni(profile));
        } else {
            pipeline.addAfter(ProxyHeader.DECODER, NAME, new Sni(profile));
        }
        pipeline.addAfter(NAME, NAME + "-result", new Completion(done));
    }

    /** Tells the client that nothing more follows (RFC 8446 §6.1); nothing if the connection is not encrypted. */
    static void closeNotify(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler != null) {
            ChannelFuture _ = handler.closeOutbound();
        }
    }

    private final class Sni extends SniHandler {
        private final TlsProfile profile;

        Sni(TlsProfile profile) {
            super((host, promise) -> promise.setSuccess(contexts.context(Optional.ofNullable(host), profile)),
                    MAX_CLIENT_HELLO, PATIENCE.toMillis());
            this.profile = profile;
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
            SslHandler handler = context.newHandler(allocator, costly);
            if (profile == TlsProfile.MODERN) {
                SSLParameters parameters = handler.engine().getSSLParameters();
                parameters.setNamedGroups(MODERN_GROUPS);
                handler.engine().setSSLParameters(parameters);
            }
            handler.setHandshakeTimeoutMillis(PATIENCE.toMillis());
            handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY.toMillis());
            return handler;
        }
    }

    /** Waits for the end of the handshake, however it ends. */
    private static final class Completion extends ChannelInboundHandlerAdapter {
        private final Consumer<Result> done;
        private boolean told;

        Completion(Consumer<Result> done) {
            this.done = done;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            switch (event) {
                case SslHandshakeCompletionEvent completion when completion.isSuccess() -> {
                    SslHandler handler = context.pipeline().get(SslHandler.class);
                    context.pipeline().remove(this);
                    tell(new Result.Secured(new NettyTlsSession(handler.engine().getSession())));
                }
                case SslCompletionEvent completion when !completion.isSuccess() -> fail(context, completion.cause());
                case ChannelInputShutdownEvent _ -> {
                    // A client that sends nothing more cannot end the handshake.
                    tell(new Result.Failed(Failure.CLIENT_GONE, "connection closed"));
                    ChannelFuture _ = context.close();
                }
                default -> context.fireUserEventTriggered(event);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            tell(new Result.Failed(Failure.CLIENT_GONE, "connection closed"));
            context.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(context, cause);
        }

        private void fail(ChannelHandlerContext context, @Nullable Throwable cause) {
            tell(new Result.Failed(kind(cause), String.valueOf(cause == null ? "" : cause.getMessage())));
            ChannelFuture _ = context.close();
        }

        private static Failure kind(@Nullable Throwable cause) {
            for (Throwable one = cause; one != null; one = one.getCause()) {
                switch (one) {
                    case NotSslRecordException _ -> {
                        return Failure.NOT_TLS;
                    }
                    case SslHandshakeTimeoutException _ -> {
                        return Failure.TIMEOUT;
                    }
                    case ClosedChannelException _ -> {
                        return Failure.CLIENT_GONE;
                    }
                    default -> {
                    }
                }
            }
            return Failure.REFUSED;
        }

        private void tell(Result result) {
            if (!told) {
                told = true;
                done.accept(result);
            }
        }
    }

    /** Whether these octets are the beginning of a TLS handshake record, which no POP3 command begins with. */
    public static boolean looksLikeTls(byte[] octets) {
        return octets.length >= 2 && octets[0] == 0x16 && octets[1] == 0x03;
    }
}
