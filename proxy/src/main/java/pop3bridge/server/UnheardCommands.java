package pop3bridge.server;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.net.ClientSocket;
import pop3bridge.net.Inbox;
import pop3bridge.net.LineFramer;
import pop3bridge.net.Timing;
import pop3bridge.pop3.Ending;
import pop3bridge.pop3.Reply;
import pop3bridge.pop3.Session;
import pop3bridge.trace.SessionTrace;

/**
 * The commands of a client that disconnected before it got its replies. It may have sent QUIT, so they are executed, up
 * to the first one that requests a message: later ones may depend on that message, which the client does not have. Used
 * by the connection's thread.
 */
final class UnheardCommands {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final Session session;
    private final SessionTrace trace;
    private final Inbox inbox;
    private final LineFramer framer;
    private final Timing timing;

    UnheardCommands(Session session, SessionTrace trace, Inbox inbox, LineFramer framer, Timing timing) {
        this.session = session;
        this.trace = trace;
        this.inbox = inbox;
        this.framer = framer;
        this.timing = timing;
    }

    /**
     * Executes the commands that have arrived.
     *
     * @param lineLimit the maximum length of a line in octets
     */
    SessionEnd carryOut(int lineLimit) {
        Optional<Ending> ending = session.ending();
        try {
            while (ending.isEmpty()) {
                Optional<byte[]> line = lineThatHasArrived(lineLimit);
                if (line.isEmpty()) {
                    return SessionEnd.CLIENT_GONE;
                }
                trace.command(line.get());
                if (session.handle(line.get()) instanceof Reply.Message message) {
                    message.content().close();
                    return SessionEnd.CLIENT_GONE;
                }
                ending = session.ending();
            }
        } catch (InterruptedException _) {
            return SessionEnd.SHUTDOWN;
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("session", trace.id()).setCause(e).log("internal error in a session");
            return SessionEnd.INTERNAL_ERROR;
        }
        return SessionEnd.of(ending.get());
    }

    /** Waits for the end of the input, which follows the end of the output. */
    private Optional<byte[]> lineThatHasArrived(int lineLimit) throws InterruptedException {
        long deadline = timing.nanoTime() + ClientSocket.LINGER.toNanos();
        while (true) {
            switch (framer.next(lineLimit).orElse(null)) {
                case LineFramer.Frame.Line line -> {
                    return Optional.of(line.octets());
                }
                case LineFramer.Frame.TooLong _ -> {
                    return Optional.empty();
                }
                case null -> {
                    if (!(inbox.take(deadline) instanceof Inbox.Event.Octets(byte[] octets))) {
                        return Optional.empty();
                    }
                    framer.feed(octets);
                }
            }
        }
    }
}
