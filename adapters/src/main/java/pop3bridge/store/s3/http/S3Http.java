package pop3bridge.store.s3.http;

import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.s3.http.Deadlines.Deadline;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** Signs requests, sends them, and repeats them by a strategy of the SDK. Thread-safe. */
public final class S3Http implements AutoCloseable {
    private static final String USER_AGENT = "pop3bridge";
    private static final String SCOPE = "pop3bridge";
    private static final int REDIRECTION = 300;

    private final SdkHttpClient client;
    private final RetryStrategy retries;
    private final StoreClock clock;
    private final RequestMetrics metrics;
    private final RequestSpans spans;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Deadlines deadlines = new Deadlines();

    /** Whose requests they are, and where they go. */
    public record Party(Endpoint endpoint, AwsCredentialsProvider credentials) {}

    /** Reads a response. */
    public interface Reader<T> {
        /**
         * Returns what the response says.
         *
         * @throws IOException if the response breaks off; the request may then be repeated
         * @throws XMLStreamException if it is malformed
         */
        T read(Answer answer) throws IOException, XMLStreamException;
    }

    /**
     * Creates a sender of requests.
     *
     * @param client is closed with this object
     */
    public S3Http(SdkHttpClient client, RetryStrategy retries, StoreClock clock, RequestMetrics metrics,
            RequestSpans spans) {
        this.client = client;
        this.retries = retries;
        this.clock = clock;
        this.metrics = metrics;
        this.spans = spans;
    }

    /**
     * Makes a request, and reads the response.
     *
     * @throws SdkException if there is no response, or it is an error; then its body has been read or aborted
     */
    public <T> T call(Party party, S3Request request, Reader<T> reader) {
        return OwnThread.call(spans.here(() -> answered(party, request, reader)));
    }

    private <T> T answered(Party party, S3Request request, Reader<T> reader) {
        try (Deadline deadline = request.limit().map(deadlines::in).orElse(null)) {
            AcquireInitialTokenResponse first = retries.acquireInitialToken(AcquireInitialTokenRequest.create(SCOPE));
            pause(first.delay());
            RetryToken token = first.token();
            while (true) {
                try {
                    T result = attempt(party, request, reader, deadline);
                    retries.recordSuccess(RecordSuccessRequest.create(token));
                    return result;
                } catch (SdkException e) {
                    token = next(token, e, deadline);
                }
            }
        }
    }

    /** Waits until the request may be repeated; otherwise throws its exception. */
    private RetryToken next(RetryToken token, SdkException failure, @Nullable Deadline deadline) {
        if (Thread.currentThread().isInterrupted() || (deadline != null && deadline.hasExpired())) {
            throw failure;
        }
        RefreshRetryTokenResponse next;
        try {
            next = retries.refreshRetryToken(RefreshRetryTokenRequest.builder().token(token).failure(failure)
                    .suggestedDelay(Duration.ZERO).build());
        } catch (TokenAcquisitionFailedException _) {
            throw failure;
        }
        pause(next.delay());
        return next.token();
    }

    private static void pause(Duration delay) {
        if (delay.isZero()) {
            return;
        }
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", e);
        }
    }

    private <T> T attempt(Party party, S3Request request, Reader<T> reader, @Nullable Deadline deadline) {
        HttpExecuteRequest signed = signed(party, request);
        ExecutableHttpRequest executable = client.prepareRequest(signed);
        if (deadline != null) {
            deadline.covers(executable);
        }
        Answer answer = sent(party, request, executable);
        try {
            return reader.read(answer);
        } catch (IOException e) {
            answer.abort();
            throw noResponse(e);
        } catch (XMLStreamException e) {
            answer.abort();
            throw e.getNestedException() instanceof IOException broken
                    ? noResponse(broken)
                    : SdkClientException.create("malformed response", e);
        } catch (RuntimeException e) {
            answer.abort();
            throw e;
        }
    }

    private Answer sent(Party party, S3Request request, ExecutableHttpRequest executable) {
        long begin = System.nanoTime();
        Span span = spans.begin(request, party.endpoint());
        int status = 0;
        try {
            HttpExecuteResponse response = executable.call();
            status = response.httpResponse().statusCode();
            Answer answer = new Answer(response.httpResponse(), response.responseBody().orElse(null));
            if (status < REDIRECTION) {
                return answer;
            }
            SdkServiceException refusal = Refusals.of(response.httpResponse(), answer);
            if (refusal.isClockSkewException()) {
                answer.header("Date").flatMap(HttpDate::parse).ifPresent(clock::set);
            }
            throw refusal;
        } catch (IOException e) {
            throw noResponse(e);
        } finally {
            metrics.record(request.operation(), status, Duration.ofNanos(System.nanoTime() - begin));
            RequestSpans.end(span, status);
        }
    }

    private static SdkClientException noResponse(IOException e) {
        return SdkClientException.create(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }

    private HttpExecuteRequest signed(Party party, S3Request request) {
        Endpoint endpoint = party.endpoint();
        SdkHttpRequest.Builder http = SdkHttpRequest.builder().method(request.method()).protocol(endpoint.protocol())
                .host(endpoint.host()).port(endpoint.port())
                .encodedPath(path(endpoint, request.key()))
                .putHeader("User-Agent", USER_AGENT);
        for (Map.Entry<String, String> parameter : request.query().entrySet()) {
            http.putRawQueryParameter(parameter.getKey(), parameter.getValue());
        }
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            http.putHeader(header.getKey(), header.getValue());
        }
        Optional<S3Request.Body> body = request.body();
        body.ifPresent(octets -> http.putHeader("Content-Length", String.valueOf(octets.length()))
                .putHeader("Content-Type", "application/octet-stream"));
        AwsCredentials credentials = party.credentials().resolveCredentials();
        SignRequest.Builder<AwsCredentials> signing = SignRequest.builder(credentials).request(http.build())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, endpoint.service())
                .putProperty(AwsV4HttpSigner.REGION_NAME, endpoint.region())
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, body.isPresent())
                .putProperty(HttpSigner.SIGNING_CLOCK, clock);
        body.ifPresent(octets -> signing.payload(ContentStreamProvider.fromInputStreamSupplier(octets.forSignature())));
        HttpExecuteRequest.Builder execute = HttpExecuteRequest.builder()
                .request(signer.sign(signing.build()).request());
        body.ifPresent(octets -> execute
                .contentStreamProvider(ContentStreamProvider.fromInputStreamSupplier(octets.forSending())));
        return execute.build();
    }

    private static String path(Endpoint endpoint, String key) {
        return key.isEmpty() && !endpoint.path().isEmpty()
                ? endpoint.path()
                : endpoint.path() + "/" + SdkHttpUtils.urlEncodeIgnoreSlashes(key);
    }

    @Override
    public void close() {
        deadlines.close();
        client.close();
    }
}
