package pop3bridge.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs that connections cannot be accepted, such as with too many open files, once a minute. Netty rests for a second after each failure, and
 * would log a stack trace each time.
 */
@Sharable
public final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AcceptFailures.class);

    private static final String NAME = "accept-failures";

    private final CountedLog counted;

    public AcceptFailures(Timing timing) {
        this.counted = new CountedLog(timing, 1);
    }

    /** Watches the port that a connection came from. Vert.x does not show the port itself. Call it on one thread for each port. */
    public void watch(Channel accepted) {
        Channel port = accepted.parent();
        if (port != null && port.pipeline().get(NAME) == null) {
            port.pipeline().addLast(NAME, this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        counted.leftOutBefore("accept").ifPresent(leftOut -> {
            LoggingEventBuilder line = log.atWarn().addKeyValue("error", cause);
            (leftOut == 0 ? line : line.addKeyValue("repeats", leftOut)).log("connections cannot be accepted");
        });
    }
}
