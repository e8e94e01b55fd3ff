package pop3bridge.server;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pop3bridge.pop3.Verb;
import pop3bridge.server.ServerMetrics.Outcome;

/**
 * The OpenTelemetry spans of one session: one for the session, which is current while it has a thread, and as its children one for
 * each command, which is current while the command runs. Without a tracer there are none. They name no user: the session's identifier is that of the log. Not thread-safe.
 */
// A command's scope is closed at its end.
@SuppressWarnings("MustBeClosedChecker")
final class SessionSpans {
    private static final AttributeKey<String> SESSION = AttributeKey.stringKey("pop3bridge.session");
    private static final AttributeKey<String> END = AttributeKey.stringKey("pop3bridge.session.end");
    private static final AttributeKey<String> COMMAND = AttributeKey.stringKey("pop3bridge.command");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("pop3bridge.command.outcome");

    static final SessionSpans NONE = new SessionSpans(null);

    private final @Nullable Traced traced;
    private @Nullable Command command;

    private record Traced(Tracer tracer, Span session) {}

    private record Command(Span span, Scope scope) {}

    private SessionSpans(@Nullable Traced traced) {
        this.traced = traced;
    }

    /** Begins the session. */
    static SessionSpans begin(Optional<Tracer> tracer, String session) {
        if (tracer.isEmpty()) {
            return NONE;
        }
        Span span = tracer.get().spanBuilder("POP3 session").setSpanKind(SpanKind.SERVER).setNoParent()
                .setAttribute(SESSION, session).startSpan();
        return new SessionSpans(new Traced(tracer.get(), span));
    }

    /** Runs a part of the session, with its span current. */
    void run(Runnable part) {
        if (traced == null) {
            part.run();
            return;
        }
        try (Scope _ = traced.session().makeCurrent()) {
            part.run();
        }
    }

    void commandBegins() {
        if (traced != null) {
            Span span = traced.tracer().spanBuilder("POP3 command").startSpan();
            command = new Command(span, span.makeCurrent());
        }
    }

    void commandEnds(Verb verb, Outcome outcome) {
        if (command == null) {
            return;
        }
        Span span = command.span();
        command.scope().close();
        command = null;
        span.updateName(verb.name()).setAttribute(COMMAND, verb.name()).setAttribute(OUTCOME, label(outcome));
        if (outcome == Outcome.ABORTED) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    void ends(SessionEnd end) {
        if (traced != null) {
            traced.session().setAttribute(END, end.label()).end();
        }
    }

    private static String label(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
