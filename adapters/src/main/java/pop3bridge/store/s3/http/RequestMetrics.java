package pop3bridge.store.s3.http;

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

/** Counts each HTTP request, including repetitions; also those of the SDK's S3 client, from its metrics. */
public final class RequestMetrics implements MetricPublisher {
    private static final String ATTEMPT = "ApiCallAttempt";

    private static final int NONE = 0;

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
                case NONE -> NO_ANSWER;
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

    /** Registers the metrics. */
    public RequestMetrics(MeterRegistry registry) {
        this.requests = Timer.builder("pop3bridge.s3.requests")
                .description("Time from a request to the store until its response headers").withRegistry(registry);
    }

    @Override
    public void publish(MetricCollection call) {
        String operation = first(call.metricValues(CoreMetric.OPERATION_NAME), "none");
        call.childrenWithName(ATTEMPT).forEach(attempt -> {
            List<Integer> status = attempt.metricValues(HttpMetric.HTTP_STATUS_CODE);
            record(operation, first(status, NONE),
                    first(attempt.metricValues(CoreMetric.SERVICE_CALL_DURATION), Duration.ZERO));
        });
    }

    /**
     * Counts a request.
     *
     * @param status the status of the response; 0 if there was none
     */
    void record(String operation, int status, Duration duration) {
        requests.withTags("operation", operation, "outcome", Outcome.of(status).name().toLowerCase(Locale.ROOT))
                .record(duration);
    }

    private static <T> T first(List<T> values, T otherwise) {
        return values.isEmpty() ? otherwise : values.getFirst();
    }

    @Override
    public void close() {}
}
