package pop3bridge.server;

import io.opentelemetry.api.trace.Tracer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.net.ClientGoneException;
import pop3bridge.net.ClientOutput;
import pop3bridge.net.ClientSocket;
import pop3bridge.net.ConnectionEnd;
import pop3bridge.net.Inbox;
import pop3bridge.net.LineFramer;
import pop3bridge.net.Timing;
import pop3bridge.net.TlsHandshake;
import pop3bridge.net.TlsHandshake.Result;
import pop3bridge.net.TlsProfile;
import pop3bridge.net.WideWindows;
import pop3bridge.pop3.Command;
import pop3bridge.pop3.CommandParser;
import pop3bridge.pop3.LoginFailure;
import pop3bridge.pop3.Reply;
import pop3bridge.pop3.ResponseCode;
import pop3bridge.pop3.Session;
import pop3bridge.pop3.SessionSummary;
import pop3bridge.pop3.sasl.TlsSession;
import pop3bridge.server.ServerMetrics.Outcome;
import pop3bridge.trace.SessionTrace;
import pop3bridge.trace.Traces;

/**
 * One client's connection: reads a line, runs it, writes the reply, on a virtual thread that ends when there is nothing more to do. What
 * arrives next begins another, so that a silent client costs no stack. The socket's handlers run on its event loop and fill the inbox.
 */
final class Connection {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final ClientSocket socket;
    private final String id;
    private final TlsProfile profile;
    private final Optional<TlsHandshake> handshakes;
    private final ServerConfig config;
    private final ServerMetrics metrics;
    private final ConnectionLog lines;
    private final Inbox inbox;
    private final ClientOutput output;
    private final ReplyWriter replies;
    private final Timing timing;
    private final Deadlines deadlines;
    private LineFramer framer = new LineFramer();
    private final Optional<Passing> passing;
    private LoginGuard.Client client;
    private volatile Session session;
    private boolean greeted;
    private boolean heard;
    private final RunningCommand running;
    private final SessionTrace trace;
    private final SessionSpans spans;
    private Runnable whenEnded = () -> {};

    /**
     * The state shared by all connections of a server.
     *
     * @param handshakes empty if TLS is not served
     * @param tracer empty if there are to be no OpenTelemetry spans
     */
    record Shared(ServerConfig config, ServerMetrics metrics, ConnectionLog lines, Timing timing,
            Optional<TlsHandshake> handshakes, WideWindows wideWindows, Traces traces, Optional<Tracer> tracer) {}

    /** A session, and the client that it is for. */
    record Conversation(String id, Session session, LoginGuard.Client client) {}

    /** What becomes of a connection that a trusted proxy passes on by XCLIENT. */
    interface Passing {
        /** Returns the conversation with the client behind the proxy; empty if there are too many connections from there. */
        Optional<Conversation> passOn(InetSocketAddress origin, Session before);
    }

    /**
     * @param profile for a handshake after STLS
     * @param passing empty if the peer is not a trusted proxy
     */
    Connection(ClientSocket socket, TlsProfile profile, Conversation conversation, Optional<Passing> passing,
            Shared shared) {
        this.socket = socket;
        this.id = conversation.id();
        this.profile = profile;
        this.passing = passing;
        this.handshakes = shared.handshakes();
        this.lines = shared.lines();
        this.config = shared.config();
        this.metrics = shared.metrics();
        this.timing = shared.timing();
        this.session = conversation.session();
        this.client = conversation.client();
        this.running = new RunningCommand(timing);
        this.deadlines = new Deadlines(config.timeouts(), timing, this::loggedIn);
        this.inbox = socket.inbox();
        this.output = new ClientOutput(socket.output(), deadlines::patienceWithAReader, metrics::sent,
                shared.wideWindows());
        this.trace = shared.traces().session(id);
        this.replies = new ReplyWriter(output, trace);
        this.spans = SessionSpans.begin(shared.tracer(), id);
    }

    /**
     * Begins the session. Called once, on the event loop.
     *
     * @param ended run at the end of the session
     */
    void start(Runnable ended) {
        whenEnded = ended;
        startThread();
    }

    private void startThread() {
        Thread.ofVirtual().name("session-" + id).start(() -> spans.run(this::run));
    }

    /** Asks the thread to end the session after the current command. */
    void shutdown() {
        inbox.shutdown();
    }

    /** Returns for how long the command in progress has been running; empty if there is none. Called on any thread. */
    Optional<Duration> commandRunsFor() {
        return running.time();
    }

    /** Asks the thread to end the session after the current command, as an operator wants it. */
    void kick() {
        inbox.kick();
    }

    String id() {
        return id;
    }

    /** The account; empty before login. Called on any thread. */
    Optional<String> user() {
        return session.summary().user();
    }

    /** The state of the session now. Called on any thread. */
    SessionStatus status() {
        Session now = session;
        SessionSummary summary = now.summary();
        Optional<Duration> runs = running.time();
        return new SessionStatus(id, summary.user(), socket.remote().getAddress().getHostAddress(),
                summary.user().map(_ -> summary.method()), summary.tls().map(TlsSession::description),
                deadlines.sinceOpened(), runs.map(_ -> now.verb()),
                runs.orElseGet(deadlines::sinceLastCommand), summary.messages());
    }

    /** Closes the socket while the thread uses it; current and future writes fail. */
    void close() {
        socket.close();
    }

    private void run() {
        Optional<SessionEnd> end = Optional.of(SessionEnd.INTERNAL_ERROR);
        try {
            end = goOn();
        } finally {
            end.ifPresent(this::finish);
        }
    }

    /** Returns why the session has ended; empty if the next event is to begin another thread. */
    private Optional<SessionEnd> goOn() {
        SessionEnd end = SessionEnd.INTERNAL_ERROR;
        try {
            Optional<SessionEnd> ended = greeted ? wake() : greet();
            return ended.isPresent() ? ended : converse();
        } catch (ClientGoneException e) {
            end = endUnheard(SessionEnd.of(e.end()));
        } catch (IOException e) {
            end = SessionEnd.STORE_FAILED;
            log.atWarn().addKeyValue("session", id).setCause(e).log("message could not be read completely");
            flushWhatIsWhole();
        } catch (InterruptedException _) {
            end = SessionEnd.SHUTDOWN;
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("session", id).setCause(e).log("internal error in a session");
        }
        return Optional.of(end);
    }

    private Optional<SessionEnd> greet() throws IOException, InterruptedException {
        greeted = true;
        trace.note("connected from " + socket.remote().getAddress().getHostAddress()
                + session.summary().tls().map(tls -> " with " + tls.description()).orElse(""));
        replies.send(session.greeting(passing.isPresent()));
        return Optional.empty();
    }

    /**
     * Returns why a session ended whose client cannot be written to. Executes the commands that have arrived, unless a
     * message may not have been delivered: the client may then have marked a message that it does not have; and unless
     * an operator has ended the session.
     */
    private SessionEnd endUnheard(SessionEnd end) {
        if (session.ending().isEmpty()
                && inbox.stopped().filter(stop -> stop.end() == ConnectionEnd.KICKED).isPresent()) {
            return SessionEnd.KICKED;
        }
        return end == SessionEnd.CLIENT_GONE && loggedIn() && !output.messageUnsent()
                ? new UnheardCommands(session, trace, inbox, framer, timing).carryOut(lineLimit())
                : session.ending().map(SessionEnd::of).orElse(end);
    }

    /** Sends the replies before the one that failed. */
    private void flushWhatIsWhole() {
        try {
            output.drain();
        } catch (ClientGoneException e) {
            log.atDebug().addKeyValue("session", id).setCause(e).log("client has disconnected as well");
        }
    }

    private void finish(SessionEnd end) {
        try {
            session.abandon();
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("session", id).setCause(e).log("internal error at the end of a session");
        } finally {
            close();
            output.close();
            inbox.cancelDeadline();
            try {
                metrics.sessionEnded(end);
                trace.note("session ended: " + end.label());
                spans.ends(end);
                lines.ended(id, end, session.summary(), replies);
            } finally {
                whenEnded.run();
            }
        }
    }

    /** Runs what has arrived; returns why the session has ended, or empty if the thread must end. */
    private Optional<SessionEnd> converse() throws IOException, InterruptedException {
        while (true) {
            if (!loggedIn() && deadlines.haveExpired()) {
                output.drain();
                return Optional.of(SessionEnd.LOGIN_TIMEOUT);
            }
            int limit = lineLimit();
            Optional<LineFramer.Frame> frame = inbox.stopped().isPresent() ? Optional.empty() : framer.next(limit);
            Optional<SessionEnd> end;
            if (frame.isPresent()) {
                end = switch (frame.get()) {
                    case LineFramer.Frame.TooLong _ when lineLimit() > limit -> Optional.empty();
                    case LineFramer.Frame.TooLong _ -> lineTooLong();
                    case LineFramer.Frame.Line line -> run(line.octets());
                };
            } else if (deadlines.haveExpired()) {
                output.drain();
                end = timedOut();
            } else {
                Optional<Inbox.Event> event = inbox.poll();
                if (event.isEmpty()) {
                    output.flush();
                    if (inbox.rest(deadlines.nextCommand(), this::startThread)) {
                        return Optional.empty();
                    }
                    event = inbox.poll();
                }
                end = received(event.orElseThrow());
            }
            if (end.isPresent()) {
                return end;
            }
        }
    }

    /** Takes the event that began this thread. */
    private Optional<SessionEnd> wake() throws IOException, InterruptedException {
        return received(inbox.poll().orElseThrow());
    }

    private Optional<SessionEnd> timedOut() {
        return Optional.of(loggedIn() ? SessionEnd.IDLE : SessionEnd.LOGIN_TIMEOUT);
    }

    private Optional<SessionEnd> received(Inbox.Event event) throws IOException, InterruptedException {
        return switch (event) {
            case Inbox.Event.Octets(byte[] octets) when !heard && TlsHandshake.looksLikeTls(octets) ->
                Optional.of(unexpectedTls());
            case Inbox.Event.Octets(byte[] octets) -> {
                heard = true;
                output.heard();
                framer.feed(octets);
                yield Optional.empty();
            }
            case Inbox.Event.End _ -> {
                output.drain();
                yield Optional.of(SessionEnd.CLIENT_GONE);
            }
            case Inbox.Event.Timeout _ -> timedOut();
            case Inbox.Event.Stop stop -> {
                replies.send(session.in(new Reply.Err(ResponseCode.SYS_TEMP, stop.farewell())));
                output.drain();
                yield Optional.of(SessionEnd.of(stop.end()));
            }
        };
    }

    private boolean loggedIn() {
        return session.summary().user().isPresent();
    }

    /** An initial response may be as long as one after a challenge, as clients send long tokens with AUTH. */
    private int lineLimit() {
        boolean response = session.awaitsResponse() || (!loggedIn() && framer.begins("AUTH "));
        return response ? Math.max(Session.MAX_RESPONSE, config.limits().maxLine()) : config.limits().maxLine();
    }

    private Optional<SessionEnd> ended() throws IOException, InterruptedException {
        Optional<SessionEnd> end = session.ending().map(SessionEnd::of);
        if (end.isPresent()) {
            linger();
        }
        return end;
    }

    private Optional<SessionEnd> lineTooLong() throws IOException, InterruptedException {
        trace.hiddenLine();
        replies.send(session.in(new Reply.Err("command line is longer than " + lineLimit() + " octets")));
        linger();
        return Optional.of(SessionEnd.LINE_TOO_LONG);
    }

    private Optional<SessionEnd> run(byte[] line) throws IOException, InterruptedException {
        if (!loggedIn() && !session.awaitsResponse() && XClient.isCommand(line)) {
            return xclient(line);
        }
        if (session.awaitsResponse()) {
            trace.response(line);
        } else {
            trace.command(line);
        }
        long begin = timing.nanoTime();
        running.begins(begin);
        spans.commandBegins();
        Outcome outcome = Outcome.ABORTED;
        boolean before = loggedIn();
        try {
            if (output.messageUnsent() && CommandParser.parse(line) instanceof Command.Quit) {
                // As far as can be known, messages have been sent before they are deleted.
                output.drain();
            }
            if (!before) {
                // A login may be made to wait; what was answered before it is not.
                output.flush();
            }
            Reply reply = session.handle(line);
            if (session.startsTls()) {
                outcome = Outcome.of(reply);
                return startTls(reply);
            }
            replies.send(reply);
            if (session.ending().isPresent()) {
                output.drain();
            }
            outcome = Outcome.of(reply);
        } finally {
            running.ends();
            deadlines.commandEnded();
            metrics.command(session.verb(), outcome, timing.nanoTime() - begin);
            spans.commandEnds(session.verb(), outcome);
        }
        session.loginFailure().ifPresent(this::refused);
        if (!before && loggedIn()) {
            metrics.loggedIn(timing.nanoTime() - begin);
            session.summary().user().ifPresent(user -> {
                client.succeeded(user);
                trace.loggedIn(user);
            });
            lines.login(id, socket, session.summary(), deadlines.sinceOpened());
        }
        return ended();
    }

    private Optional<SessionEnd> xclient(byte[] line) throws IOException, InterruptedException {
        trace.hiddenLine();
        if (passing.isEmpty()) {
            replies.send(session.in(new Reply.Err("XCLIENT is not available")));
            linger();
            lines.notAProxy(socket.remote(), "XCLIENT from an address that is not in proxy.trusted");
            return Optional.of(SessionEnd.NOT_A_PROXY);
        }
        Optional<XClient> told = XClient.parse(line);
        if (told.isEmpty()) {
            replies.send(session.in(new Reply.Err("XCLIENT is malformed")));
            return Optional.empty();
        }
        if (told.get().origin().isPresent()) {
            InetSocketAddress origin = told.get().origin().get();
            Optional<Conversation> passedOn = passing.get().passOn(origin, session);
            if (passedOn.isEmpty()) {
                replies.send(session.in(new Reply.Err(ResponseCode.SYS_TEMP, "too many connections")));
                linger();
                return Optional.of(SessionEnd.REFUSED);
            }
            socket.passedOn(origin);
            trace.note("passed on by a proxy from " + origin.getAddress().getHostAddress());
            session = passedOn.get().session();
            client = passedOn.get().client();
        }
        replies.send(session.in(new Reply.Ok("XCLIENT accepted")));
        return Optional.empty();
    }

    /** RFC 2595 §4: the handshake begins after the line end of the {@code +OK}, and a new session begins after it. */
    private Optional<SessionEnd> startTls(Reply answer) throws ClientGoneException, InterruptedException {
        output.drain();
        trace.reply(answer.statusLine());
        Result result = socket.startTls(handshakes.orElseThrow(), profile, answer.statusLine());
        metrics.handshake(result);
        return switch (result) {
            case Result.Secured secured -> {
                framer = new LineFramer();
                session = session.underTls(secured.session());
                trace.note("TLS began: " + secured.session().description());
                yield Optional.empty();
            }
            case Result.Failed failed -> {
                lines.handshakeFailed(socket.remote(), failed);
                yield Optional.of(SessionEnd.TLS_FAILED);
            }
        };
    }

    private void refused(LoginFailure failure) {
        if (failure.reason() == LoginFailure.Reason.CREDENTIALS) {
            client.failed(failure.user().orElse(""));
        }
        metrics.loginFailed(failure.reason());
        lines.refused(id, socket.remote(), failure);
        trace.refused(failure.user());
    }

    private SessionEnd unexpectedTls() {
        lines.unexpectedTls(socket.remote());
        return SessionEnd.UNEXPECTED_TLS;
    }

    private void linger() throws IOException, InterruptedException {
        output.drain();
        socket.linger();
    }
}
