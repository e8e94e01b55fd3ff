package pop3bridge.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.internal.net.NetSocketInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.pop3.Command;
import pop3bridge.pop3.CommandParser;
import pop3bridge.pop3.Ending;
import pop3bridge.pop3.LoginFailure;
import pop3bridge.pop3.Reply;
import pop3bridge.pop3.ResponseCode;
import pop3bridge.pop3.Session;
import pop3bridge.pop3.SessionSummary;
import pop3bridge.server.ServerMetrics.Outcome;

/**
 * One client's connection: reads a line, runs it, writes the reply. {@link #run} is the body of the connection's own virtual thread;
 * the handlers that the constructor sets run on the socket's event loop and fill the inbox.
 */
final class Connection implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /**
     * How long a client may continue to send after the last reply; an earlier close could reset the connection before
     * the client receives that reply.
     */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** How long a half-closed client is assumed to wait for replies. */
    private static final Duration HALF_CLOSED = Duration.ofSeconds(5);

    private final NetSocketInternal socket;
    private final Channel channel;
    private final String id;
    private final Session session;
    private final ServerConfig config;
    private final ServerMetrics metrics;
    private final UserNames userNames;
    private final Inbox inbox;
    private final ClientOutput output;
    private final ReplyWriter replies;
    private final LineFramer framer;
    private final Timing timing;
    private final long openedAt;
    private long lastCommandAt;
    private volatile boolean clientClosed;
    private volatile boolean inputEnded;
    private volatile long inputEndedAt;

    /** The state shared by all connections of a server. */
    record Shared(ServerConfig config, ServerMetrics metrics, UserNames userNames, Timing timing) {}

    /**
     * @param sessions creates the session, given a function that returns whether its client has disconnected
     */
    Connection(NetSocketInternal socket, String id, Function<BooleanSupplier, Session> sessions, Shared shared) {
        this.socket = socket;
        this.channel = socket.channelHandlerContext().channel();
        this.id = id;
        this.config = shared.config();
        this.metrics = shared.metrics();
        this.userNames = shared.userNames();
        this.timing = shared.timing();
        this.session = sessions.apply(this::clientGone);
        this.openedAt = timing.nanoTime();
        this.lastCommandAt = openedAt;
        this.inbox = new Inbox(channel.config(), timing);
        this.output = new ClientOutput(socket.channelHandlerContext(), this::patienceWithAReader, metrics::sent);
        this.replies = new ReplyWriter(output);
        this.framer = new LineFramer();
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        socket.handler(buffer -> {
            metrics.received(buffer.length());
            inbox.octets(buffer.getBytes());
        });
        socket.eventHandler(event -> {
            if (event instanceof ChannelInputShutdownEvent) {
                inputEndedAt = timing.nanoTime();
                inputEnded = true;
                inbox.end();
            }
        });
        socket.exceptionHandler(_ -> inbox.end());
        socket.closeHandler(_ -> {
            clientClosed = true;
            inbox.end();
        });
    }

    /**
     * Returns whether the client has disconnected. A client that has closed its sending side may still read, but most
     * have disconnected; a write is the only way to find out.
     */
    private boolean clientGone() {
        return clientClosed || (inputEnded && timing.nanoTime() - inputEndedAt > HALF_CLOSED.toNanos());
    }

    /** Asks the thread to end the session after the current command. */
    void shutdown() {
        inbox.shutdown();
    }

    /**
     * Closes the socket while the thread uses it; current and future writes fail. Does not use the socket's own
     * {@code close}, which waits until the client has read all data.
     */
    void close() {
        ChannelFuture _ = socket.channelHandlerContext().close();
    }

    @Override
    public void run() {
        SessionEnd end = SessionEnd.INTERNAL_ERROR;
        try {
            replies.send(session.greeting());
            end = converse();
        } catch (ClientGoneException e) {
            end = endUnheard(e.end());
        } catch (IOException e) {
            end = SessionEnd.STORE_FAILED;
            log.atWarn().addKeyValue("session", id).setCause(e).log("message could not be read completely");
            flushWhatIsWhole();
        } catch (InterruptedException _) {
            end = SessionEnd.SHUTDOWN;
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("session", id).setCause(e).log("internal error in a session");
        } finally {
            finish(end);
        }
    }

    /**
     * Ends a session whose client cannot be written to, and returns the cause. The client may have sent QUIT before it
     * disconnected. The commands that have arrived are executed, unless a message may not have been delivered: the
     * client may then have marked a message that it does not have.
     */
    private SessionEnd endUnheard(SessionEnd end) {
        Optional<Ending> ending = session.ending();
        try {
            while (ending.isEmpty() && end == SessionEnd.CLIENT_GONE && loggedIn() && !output.messageUnsent()) {
                Optional<byte[]> line = lineThatHasArrived();
                if (line.isEmpty()) {
                    return end;
                }
                if (session.handle(line.get()) instanceof Reply.Message message) {
                    message.content().close();
                    return end;
                }
                ending = session.ending();
            }
        } catch (InterruptedException _) {
            return SessionEnd.SHUTDOWN;
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("session", id).setCause(e).log("internal error in a session");
            return SessionEnd.INTERNAL_ERROR;
        }
        return ending.map(SessionEnd::of).orElse(end);
    }

    /** Waits for the end of the input, which follows the end of the output. */
    private Optional<byte[]> lineThatHasArrived() throws InterruptedException {
        long deadline = timing.nanoTime() + LINGER.toNanos();
        while (true) {
            switch (framer.next(lineLimit()).orElse(null)) {
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

    /** Sends the replies before the one that failed. */
    private void flushWhatIsWhole() {
        try {
            output.flush();
        } catch (ClientGoneException e) {
            log.atDebug().addKeyValue("session", id).setCause(e).log("client has disconnected, too");
        }
    }

    private void finish(SessionEnd end) {
        try {
            session.abandon();
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("session", id).setCause(e).log("internal error at the end of a session");
        } finally {
            close();
            metrics.sessionEnded(end);
            SessionSummary summary = session.summary();
            summary.user().ifPresent(user -> log.atInfo().addKeyValue("session", id).addKeyValue("user", user)
                    .addKeyValue("end", end.label())
                    .addKeyValue("top", replies.topped())
                    .addKeyValue("retr", replies.retrieved())
                    .addKeyValue("del", summary.removed() + "/" + summary.messages())
                    .log("session ended"));
        }
    }

    private SessionEnd converse() throws IOException, InterruptedException {
        while (true) {
            if (!loggedIn() && patience().isZero()) {
                output.flush();
                return SessionEnd.LOGIN_TIMEOUT;
            }
            Optional<LineFramer.Frame> frame = inbox.shuttingDown() ? Optional.empty() : framer.next(lineLimit());
            if (frame.isEmpty()) {
                Optional<SessionEnd> end = receive();
                if (end.isPresent()) {
                    return end.get();
                }
            } else {
                Optional<SessionEnd> end = switch (frame.get()) {
                    case LineFramer.Frame.TooLong _ -> lineTooLong();
                    case LineFramer.Frame.Line line -> run(line.octets());
                };
                if (end.isPresent()) {
                    return end.get();
                }
            }
        }
    }

    /** Receives more data for the framer. Sends pending replies before waiting. */
    private Optional<SessionEnd> receive() throws IOException, InterruptedException {
        if (patience().isZero()) {
            output.flush();
            return Optional.of(loggedIn() ? SessionEnd.IDLE : SessionEnd.LOGIN_TIMEOUT);
        }
        Optional<Inbox.Event> ready = inbox.poll();
        if (ready.isEmpty()) {
            output.flush();
        }
        Inbox.Event event = ready.isPresent() ? ready.get() : inbox.take(deadline());
        if (ready.isEmpty() && event instanceof Inbox.Event.Octets) {
            output.heard();
        }
        return switch (event) {
            case Inbox.Event.Octets(byte[] octets) -> {
                framer.feed(octets);
                yield Optional.empty();
            }
            case Inbox.Event.End _ -> {
                output.flush();
                yield Optional.of(SessionEnd.CLIENT_GONE);
            }
            case Inbox.Event.Timeout _ ->
                Optional.of(loggedIn() ? SessionEnd.IDLE : SessionEnd.LOGIN_TIMEOUT);
            case Inbox.Event.Shutdown _ -> {
                replies.send(session.in(new Reply.Err(ResponseCode.SYS_TEMP, "server is stopping, try again later")));
                output.flush();
                yield Optional.of(SessionEnd.SHUTDOWN);
            }
        };
    }

    /**
     * Returns the deadline for the next command: after login the idle time-out since the last command (RFC 1939 §3),
     * before it the login time-out since the connection was opened.
     */
    private long deadline() {
        return loggedIn()
                ? lastCommandAt + config.timeouts().idle().toNanos()
                : openedAt + config.timeouts().login().toNanos();
    }

    private Duration patience() {
        return Duration.ofNanos(Math.max(0, deadline() - timing.nanoTime()));
    }

    /**
     * Returns how long a client may read nothing. Such a client is inactive too, but a late reply to a login still has
     * time to be sent.
     */
    private Duration patienceWithAReader() {
        if (loggedIn()) {
            return config.timeouts().idle();
        }
        Duration patience = patience();
        return patience.compareTo(LINGER) > 0 ? patience : LINGER;
    }

    private boolean loggedIn() {
        return session.summary().user().isPresent();
    }

    private int lineLimit() {
        return session.awaitsResponse() ? Session.MAX_RESPONSE : config.limits().maxLine();
    }

    private Optional<SessionEnd> lineTooLong() throws IOException, InterruptedException {
        replies.send(session.in(new Reply.Err("command line is longer than " + lineLimit() + " octets")));
        linger();
        return Optional.of(SessionEnd.LINE_TOO_LONG);
    }

    private Optional<SessionEnd> run(byte[] line) throws IOException, InterruptedException {
        long begin = timing.nanoTime();
        Outcome outcome = Outcome.ABORTED;
        boolean before = loggedIn();
        try {
            if (output.messageUnsent() && CommandParser.parse(line) instanceof Command.Quit) {
                // As far as can be known, messages have been sent before they are removed.
                output.flush();
            }
            Reply reply = session.handle(line);
            replies.send(reply);
            if (session.ending().isPresent()) {
                output.flush();
            }
            outcome = Outcome.of(reply);
        } finally {
            lastCommandAt = timing.nanoTime();
            metrics.command(session.verb(), outcome, lastCommandAt - begin);
        }
        session.loginFailure().ifPresent(this::logFailure);
        if (!before && loggedIn()) {
            logLogin();
        }
        Optional<SessionEnd> end = session.ending().map(SessionEnd::of);
        if (end.isPresent()) {
            linger();
        }
        return end;
    }

    private void logFailure(LoginFailure failure) {
        log.atInfo().addKeyValue("session", id)
                .addKeyValue("user", failure.user().map(userNames::tried).orElse(""))
                .addKeyValue("method", failure.method())
                .addKeyValue("reason", failure.reason().label())
                .addKeyValue("remote", socket.remoteAddress().hostAddress())
                .log("login refused");
    }

    private void logLogin() {
        log.atInfo().addKeyValue("session", id)
                .addKeyValue("user", session.summary().user().orElse(""))
                .addKeyValue("method", session.summary().method())
                .addKeyValue("remote", socket.remoteAddress().hostAddress())
                .addKeyValue("local", socket.localAddress())
                .addKeyValue("messages", session.summary().messages())
                .addKeyValue("seconds", TimeUnit.NANOSECONDS.toMillis(timing.nanoTime() - openedAt) / 1000.0)
                .log("login");
    }

    private void linger() throws IOException, InterruptedException {
        output.flush();
        if (clientClosed || !(channel instanceof DuplexChannel duplex)) {
            return;
        }
        duplex.shutdownOutput().addListener(shut -> {
            if (!shut.isSuccess()) {
                inbox.end();
            }
        });
        long deadline = timing.nanoTime() + LINGER.toNanos();
        Inbox.Event event;
        do {
            event = inbox.take(deadline);
        } while (event instanceof Inbox.Event.Octets && deadline - timing.nanoTime() > 0);
    }
}
