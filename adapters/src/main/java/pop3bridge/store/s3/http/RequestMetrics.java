package pop3bridge.store.s3.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/** Counts each HTTP request, including repetitions; also those of the SDK's S3 client, from its metrics. */
public final class RequestMetrics implements MetricPublisher {
    private static final String ATTEMPT = "ApiCallAttempt";

    private static final int NONE = 0;

    private static final int SERVER_ERROR = 500;

    /** Dollars for a request to S3 Standard in us-east-1. Deletions are free. */
    private static final double WRITE_OR_LISTING = 0.005 / 1000;
    private static final double READ = 0.0004 / 1000;

    private static final Duration[] BUCKETS = IntStream
            .of(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000).mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterProvider<Counter> requests;
    private final MeterProvider<Timer> duration;
    private final Counter cost;

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
        this.requests = Counter.builder("pop3bridge.s3.requests")
                .description("Requests to the store, by outcome").withRegistry(registry);
        this.duration = Timer.builder("pop3bridge.s3.request.duration")
                .description("Time from a request to the store until its response headers")
                .serviceLevelObjectives(BUCKETS).withRegistry(registry);
        this.cost = Counter.builder("pop3bridge.s3.cost").baseUnit("dollars")
                .description("What the requests would cost in S3 Standard in us-east-1, without storage and traffic")
                .register(registry);
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
    void record(String operation, int status, Duration took) {
        requests.withTags("operation", operation, "outcome", Outcome.of(status).name().toLowerCase(Locale.ROOT))
                .increment();
        duration.withTags("operation", operation).record(took);
        if (status != NONE && status < SERVER_ERROR) {
            cost.increment(price(operation));
        }
    }

    private static double price(String operation) {
        return switch (operation) {
            case "GetObject" -> READ;
            case "DeleteObject", "DeleteObjects" -> 0;
            default -> WRITE_OR_LISTING;
        };
    }

    private static <T> T first(List<T> values, T otherwise) {
        return values.isEmpty() ? otherwise : values.getFirst();
    }

    @Override
    public void close() {}
}
