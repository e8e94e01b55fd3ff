package pop3bridge.store.s3;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/** Converts the SDK's metrics: counts each HTTP request, including the SDK's retries. */
final class S3Metrics implements MetricPublisher {
    private static final String ATTEMPT = "ApiCallAttempt";

    private final MeterProvider<Timer> requests;

    /** The outcome of a request; a label. */
    private enum Outcome {
        OK,
        NOT_FOUND,
        PRECONDITION_FAILED,
        CONFLICT,
        DENIED,
        THROTTLED,
        NOT_IMPLEMENTED,
        REJECTED,
        FAILED,
        NO_ANSWER;

        private static Outcome of(int status) {
            return switch (status) {
                case 200, 204, 206 -> OK;
                case 401, 403 -> DENIED;
                case 404 -> NOT_FOUND;
                case 409 -> CONFLICT;
                case 412 -> PRECONDITION_FAILED;
                case 429, 503 -> THROTTLED;
                case 501 -> NOT_IMPLEMENTED;
                default -> status >= 500 ? FAILED : REJECTED;
            };
        }
    }

    S3Metrics(MeterRegistry registry) {
        this.requests = Timer.builder("pop3bridge.s3.requests")
                .description("Time from a request to the store until its response headers").withRegistry(registry);
    }

    @Override
    public void publish(MetricCollection call) {
        String operation = first(call.metricValues(CoreMetric.OPERATION_NAME), "none");
        call.childrenWithName(ATTEMPT).forEach(attempt -> {
            List<Integer> status = attempt.metricValues(HttpMetric.HTTP_STATUS_CODE);
            Outcome outcome = status.isEmpty() ? Outcome.NO_ANSWER : Outcome.of(status.getFirst());
            requests.withTags("operation", operation, "outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .record(first(attempt.metricValues(CoreMetric.SERVICE_CALL_DURATION), Duration.ZERO));
        });
    }

    private static <T> T first(List<T> values, T otherwise) {
        return values.isEmpty() ? otherwise : values.getFirst();
    }

    @Override
    public void close() {}
}
