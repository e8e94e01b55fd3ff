package pop3bridge.server.lmtp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.lmtp.Deliveries.Recipient;
import pop3bridge.lmtp.LmtpReply;
import pop3bridge.lmtp.LmtpSession;
import pop3bridge.lmtp.LmtpSession.Input;
import pop3bridge.net.ClientGoneException;
import pop3bridge.net.ClientOutput;
import pop3bridge.net.ClientSocket;
import pop3bridge.net.Inbox;
import pop3bridge.net.LogText;
import pop3bridge.net.Timing;
import pop3bridge.net.WideWindows;

/**
 * A mail server's connection. {@link #run} is the body of the connection's own virtual thread, which may block; the socket's event
 * loop fills the inbox.
 */
final class LmtpConnection implements Runnable, LmtpSession.Journal {
    private static final Logger log = LoggerFactory.getLogger(LmtpConnection.class);

    /** RFC 5321 §4.5.3.2.7: at least five minutes. */
    static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(5);

    /** RFC 5321 §4.5.3.2.5: three minutes are enough for a part of a message. */
    static final Duration MESSAGE_TIMEOUT = Duration.ofMinutes(3);

    private final String id;
    private final ClientSocket socket;
    private final Inbox inbox;
    private final ClientOutput output;
    private final LmtpSession session;
    private final LmtpFeed feed;
    private final LmtpMetrics metrics;
    private final Timing timing;
    private final Deque<LmtpReply> replies = new ArrayDeque<>();

    /** What all connections use. */
    record Shared(LmtpSession.Options options, LmtpSession.Ports ports, LmtpMetrics metrics, Timing timing) {}

    LmtpConnection(String id, ClientSocket socket, Shared shared) {
        this.id = id;
        this.socket = socket;
        this.inbox = socket.inbox();
        this.timing = shared.timing();
        this.metrics = shared.metrics();
        this.output = new ClientOutput(socket.output(), () -> COMMAND_TIMEOUT, _ -> {}, WideWindows.forClients(0));
        this.session = new LmtpSession(shared.options(), shared.ports(), this, replies::add);
        this.feed = new LmtpFeed(session);
    }

    /** Asks the thread to end the session after the message in progress. Called on any thread. */
    void shutdown() {
        inbox.shutdown();
    }

    /** Closes the socket while the thread uses it. */
    void close() {
        socket.close();
    }

    @Override
    public void run() {
        try {
            session.greet();
            while (session.input() != Input.NOTHING) {
                step();
                sendReplies();
            }
            output.drain();
            socket.linger();
        } catch (IOException e) {
            log.atDebug().addKeyValue("session", id).setCause(e).log("mail server has disconnected");
        } catch (InterruptedException e) {
            log.atDebug().addKeyValue("session", id).setCause(e).log("interrupted");
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("session", id).setCause(e).log("internal error in an LMTP session");
        } finally {
            session.abandon();
            close();
        }
    }

    private void step() throws IOException, InterruptedException {
        if (session.input() == Input.LINE && inbox.stopped().isPresent()) {
            session.end(LmtpReply.of(421, "4.3.2", "server is shutting down, try again later"));
        } else if (!feed.step()) {
            receive(session.input() == Input.MESSAGE ? MESSAGE_TIMEOUT : COMMAND_TIMEOUT);
        }
    }

    private void sendReplies() throws ClientGoneException {
        while (!replies.isEmpty()) {
            byte[] octets = replies.remove().octets();
            output.write(octets, 0, octets.length);
        }
    }

    /** Waits for data; sends what was answered before. A message that has begun is received even if the server stops. */
    private void receive(Duration patience) throws IOException, InterruptedException {
        sendReplies();
        output.flush();
        long deadline = timing.nanoTime() + patience.toNanos();
        switch (session.input() == Input.MESSAGE ? inbox.takeBeforeStop(deadline) : inbox.take(deadline)) {
            case Inbox.Event.Octets(byte[] octets) -> feed.feed(octets);
            case Inbox.Event.End _ -> session.abandon();
            case Inbox.Event.Timeout _ -> session.end(LmtpReply.of(421, "4.4.2", "nothing came for too long"));
            case Inbox.Event.Stop _ -> {
                // The next step ends the session.
            }
        }
    }

    @Override
    public void refused(Recipient why) {
        metrics.refused(why);
    }

    @Override
    public void delivered(String user, Outcome outcome, int octets, long nanos) {
        metrics.delivered(outcome, nanos);
        log.atInfo().addKeyValue("session", id).addKeyValue("user", LogText.safe(user))
                .addKeyValue("result", LmtpMetrics.label(outcome)).addKeyValue("octets", octets)
                .addKeyValue("seconds", Duration.ofNanos(nanos).toMillis() / 1000.0).log("delivery");
    }
}
