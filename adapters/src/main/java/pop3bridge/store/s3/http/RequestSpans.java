package pop3bridge.store.s3.http;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The OpenTelemetry spans of requests, one for each HTTP request, as children of the command that makes it. Requests that no
 * command makes have none. They name no key: keys contain user names.
 */
public final class RequestSpans {
    /** For requests without spans. */
    public static final RequestSpans NONE = new RequestSpans(Optional.empty());

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
    private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final int SERVER_ERROR = 500;

    private final Optional<Tracer> tracer;

    /**
     * @param tracer empty for no spans
     */
    public RequestSpans(Optional<Tracer> tracer) {
        this.tracer = tracer;
    }

    /** Returns a call that can be made on another thread: its requests belong to this thread's command. */
    <T> Supplier<T> here(Supplier<T> call) {
        return tracer.isEmpty() ? call : Context.current().wrapSupplier(call);
    }

    /** Begins the span of one HTTP request. */
    Span begin(S3Request request, Endpoint endpoint) {
        if (tracer.isEmpty() || !Span.current().getSpanContext().isValid()) {
            return Span.getInvalid();
        }
        return tracer.get().spanBuilder(request.operation()).setSpanKind(SpanKind.CLIENT)
                .setAttribute(SYSTEM, "aws-api").setAttribute(METHOD, "S3/" + request.operation())
                .setAttribute(HOST, endpoint.host()).startSpan();
    }

    /**
     * Ends it when the response headers have arrived.
     *
     * @param status of HTTP; 0 if there is no response
     */
    static void end(Span span, int status) {
        if (status == 0 || status >= SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
        if (status != 0) {
            span.setAttribute(STATUS, (long) status);
        }
        span.end();
    }
}
