package pop3bridge.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The header in which a load balancer sends the client's address (PROXY protocol, versions 1 and 2). */
public final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    /** The name of the handler that holds what has arrived together with the header, until it has sent it on. */
    static final String DECODER = "proxy-decoder";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_TLV_OCTETS = 4096;

    /**
     * What a header says.
     *
     * @param source the client's address; empty for a connection of the proxy itself, a health check for instance
     * @param encrypted whether the client speaks TLS with the proxy
     */
    public record Origin(Optional<InetSocketAddress> source, boolean encrypted) {}

    private final Consumer<Optional<Origin>> done;
    private @Nullable Future<?> timeout;
    private boolean told;

    private ProxyHeader(Consumer<Optional<Origin>> done) {
        this.done = done;
    }

    /**
     * Expects a header as the first octets of the channel. To be called on its event loop, before it reads.
     *
     * @param done is called once, on the event loop, and before anything that follows the header is read; empty if there is no valid header
     */
    public static void expect(Channel channel, Consumer<Optional<Origin>> done) {
        ProxyHeader handler = new ProxyHeader(done);
        handler.timeout = channel.eventLoop().schedule(() -> handler.tell(Optional.empty()), PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
        channel.pipeline().addFirst("proxy-header", handler);
        channel.pipeline().addFirst(DECODER, new HAProxyMessageDecoder(MAX_TLV_OCTETS));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HAProxyMessage message) throws UnknownHostException {
        Optional<InetSocketAddress> source = message.command() == HAProxyCommand.PROXY
                && message.sourceAddress() != null && NetUtil.createByteArrayFromIpAddressString(
                        message.sourceAddress()) != null
                                ? Optional.of(new InetSocketAddress(
                                        InetAddress.getByAddress(
                                                NetUtil.createByteArrayFromIpAddressString(message.sourceAddress())),
                                        message.sourcePort()))
                                : Optional.empty();
        boolean encrypted = message.tlvs().stream()
                .anyMatch(tlv -> tlv instanceof HAProxySSLTLV ssl && ssl.isPP2ClientSSL());
        context.pipeline().remove(this);
        tell(Optional.of(new Origin(source, encrypted)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        tell(Optional.empty());
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        tell(Optional.empty());
    }

    private void tell(Optional<Origin> origin) {
        if (!told) {
            told = true;
            if (timeout != null) {
                timeout.cancel(false);
            }
            done.accept(origin);
        }
    }
}
