package pop3bridge.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import pop3bridge.net.TlsHandshake;
import pop3bridge.net.TlsHandshake.Result;
import pop3bridge.pop3.LoginFailure;
import pop3bridge.pop3.Reply;
import pop3bridge.pop3.Verb;

/** All meters of the POP3 server. Labels have only values from fixed sets. */
final class ServerMetrics {
    /** The outcome of a command; a label. */
    enum Outcome {
        OK,
        /** A challenge was sent; the client's response is counted separately. */
        CHALLENGE,
        ERR,
        AUTH,
        IN_USE,
        LOGIN_DELAY,
        SYS_TEMP,
        SYS_PERM,
        UTF8,
        /** The reply was started but could not be completed. */
        ABORTED;

        static Outcome of(Reply reply) {
            return switch (reply) {
                case Reply.Ok _,Reply.Listing _,Reply.Message _ -> OK;
                case Reply.Challenge _ -> CHALLENGE;
                case Reply.Err err -> err.code().map(code -> switch (code) {
                    case AUTH -> AUTH;
                    case IN_USE -> IN_USE;
                    case LOGIN_DELAY -> LOGIN_DELAY;
                    case SYS_TEMP -> SYS_TEMP;
                    case SYS_PERM -> SYS_PERM;
                    case UTF8 -> UTF8;
                }).orElse(ERR);
            };
        }
    }

    /** Why a connection was refused; a label. */
    enum Refusal {
        TOO_MANY,
        TOO_MANY_FROM_ADDRESS,
        TOO_MANY_BEFORE_LOGIN,
        TOO_MANY_BEFORE_LOGIN_FROM_ADDRESS,
        /** It came from a machine that is no trusted proxy, or without a valid header. */
        NO_PROXY_HEADER
    }

    private static final double NANOS_PER_SECOND = 1e9;

    /** A reply from memory takes less than a millisecond, a large message to a slow client minutes. */
    private static final Duration[] COMMAND_BUCKETS = milliseconds(1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000,
            10_000, 30_000, 60_000, 300_000);

    /** A login takes at least a write to the store and a listing. */
    private static final Duration[] LOGIN_BUCKETS = milliseconds(10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000,
            30_000);

    private final MeterRegistry registry;
    private final MeterProvider<Counter> commands;
    private final MeterProvider<Timer> commandDuration;
    private final MeterProvider<Counter> logins;
    private final Timer loginDuration;
    private final MeterProvider<Counter> sessions;
    private final MeterProvider<Counter> refused;
    private final MeterProvider<Counter> handshakes;
    private final Counter received;
    private final Counter sent;

    ServerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.commands = Counter.builder("pop3bridge.commands")
                .description("POP3 commands answered").withRegistry(registry);
        this.commandDuration = Timer.builder("pop3bridge.command.duration")
                .description("Time from the last octet of a command until its reply is passed to the network")
                .serviceLevelObjectives(COMMAND_BUCKETS).withRegistry(registry);
        this.logins = Counter.builder("pop3bridge.logins")
                .description("Logins, by result").withRegistry(registry);
        this.loginDuration = Timer.builder("pop3bridge.login.duration")
                .description("Time from the last octet of a successful login until its reply is passed to the network")
                .serviceLevelObjectives(LOGIN_BUCKETS).register(registry);
        this.sessions = Counter.builder("pop3bridge.sessions")
                .description("Closed POP3 connections, by cause").withRegistry(registry);
        this.refused = Counter.builder("pop3bridge.connections.refused")
                .description("Connections refused because of a limit").withRegistry(registry);
        this.handshakes = Counter.builder("pop3bridge.tls.handshakes")
                .description("TLS handshakes, by outcome").withRegistry(registry);
        this.received = octets("received");
        this.sent = octets("sent");
        beginAtZero();
    }

    /** An alert on an increase misses the first event if the counter begins with it. */
    private void beginAtZero() {
        login("ok").increment(0);
        for (LoginFailure.Reason reason : LoginFailure.Reason.values()) {
            login(reason.label()).increment(0);
        }
        for (SessionEnd end : SessionEnd.values()) {
            sessions.withTags("end", end.label()).increment(0);
        }
        for (Refusal refusal : Refusal.values()) {
            refused.withTags("reason", label(refusal)).increment(0);
        }
        for (TlsHandshake.Failure failure : TlsHandshake.Failure.values()) {
            handshake(failure.label(), "").increment(0);
        }
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            handshake("ok", version).increment(0);
        }
    }

    private static Duration[] milliseconds(int... limits) {
        return IntStream.of(limits).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private Counter octets(String direction) {
        return Counter.builder("pop3bridge.client").baseUnit("bytes").tag("direction", direction)
                .description("Octets exchanged with POP3 clients").register(registry);
    }

    private Counter login(String result) {
        return logins.withTags("result", result);
    }

    private Counter handshake(String outcome, String version) {
        return handshakes.withTags("outcome", outcome, "version", version);
    }

    /** Registers how many connections are open. */
    void connections(IntSupplier beforeLogin, IntSupplier loggedIn) {
        connections("before_login", beforeLogin);
        connections("logged_in", loggedIn);
    }

    private void connections(String state, IntSupplier open) {
        Gauge.builder("pop3bridge.connections", open::getAsInt).tag("state", state)
                .description("Open POP3 connections").register(registry);
    }

    /** Registers how long the command that began first has been running, in nanoseconds; 0 if none is. */
    void oldestCommand(LongSupplier nanos) {
        Gauge.builder("pop3bridge.oldest.command", () -> nanos.getAsLong() / NANOS_PER_SECOND).baseUnit("seconds")
                .description("Time for which the oldest command in progress has been running, 0 if there is none")
                .register(registry);
    }

    void command(Verb verb, Outcome outcome, long nanos) {
        commands.withTags("verb", verb.name(), "outcome", label(outcome)).increment();
        commandDuration.withTags("verb", verb.name()).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A client has logged in. */
    void loggedIn(long nanos) {
        login("ok").increment();
        loginDuration.record(nanos, TimeUnit.NANOSECONDS);
    }

    void loginFailed(LoginFailure.Reason reason) {
        login(reason.label()).increment();
    }

    void sessionEnded(SessionEnd end) {
        sessions.withTags("end", end.label()).increment();
    }

    void refused(Refusal reason) {
        refused.withTags("reason", label(reason)).increment();
    }

    /** A TLS handshake has ended. */
    void handshake(Result result) {
        switch (result) {
            case Result.Secured secured -> handshake("ok", secured.session().protocol()).increment();
            case Result.Failed failed -> handshake(failed.kind().label(), "").increment();
        }
    }

    void received(int octets) {
        received.increment(octets);
    }

    void sent(int octets) {
        sent.increment(octets);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
