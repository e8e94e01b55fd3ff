package pop3bridge.store.s3;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.time.SystemTimeline;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The buckets of one S3 endpoint. Conditional writes have connections of their own, so that slow readers of messages cannot hold
 * up locks, and are never repeated by the SDK: a repeated write fails on what the first one wrote.
 */
public final class S3Stores implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(15);
    private static final int READ_CONNECTIONS = 1000;
    private static final int WRITE_CONNECTIONS = 100;

    private final S3ObjectStore.Clients clients;

    private S3Stores(S3ObjectStore.Clients clients) {
        this.clients = clients;
    }

    /**
     * Clients for the endpoint; no request is made but those that the credentials need.
     *
     * @param writeTimeout how long a conditional write may take; past it nobody knows whether it landed
     * @throws StoreException {@code DENIED} if there are no credentials
     */
    public static S3Stores open(S3Config config, Duration writeTimeout, MeterRegistry registry) throws StoreException {
        AwsCredentialsProvider credentials = credentials(config);
        try {
            credentials.resolveCredentials();
        } catch (SdkException e) {
            throw new StoreException(StoreException.Reason.DENIED, "no credentials found", e);
        }
        S3Metrics metrics = new S3Metrics(registry);
        S3Client reads = client(config, credentials, metrics, READ_CONNECTIONS,
                AwsRetryStrategy.standardRetryStrategy())
                .build();
        S3Client writes = client(config, credentials, metrics, WRITE_CONNECTIONS, AwsRetryStrategy.doNotRetry())
                .overrideConfiguration(override -> override
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addMetricPublisher(metrics)
                        .addExecutionInterceptor(new Transmission())
                        .apiCallTimeout(writeTimeout))
                .build();
        return new S3Stores(new S3ObjectStore.Clients(reads, writes, new StoreAnswers(new SystemTimeline(), registry)));
    }

    /**
     * Makes sure that requests for a bucket have somewhere to go; none is made.
     *
     * @throws StoreException {@code NO_BUCKET} if the name cannot be one, or not with this endpoint
     */
    public void checkName(String bucket) throws StoreException {
        try {
            clients.reads().utilities().getUrl(url -> url.bucket(bucket).key("key"));
        } catch (SdkException | IllegalArgumentException e) {
            throw new StoreException(StoreException.Reason.NO_BUCKET, String.valueOf(e.getMessage()),
                    "bucket " + bucket + " cannot be asked for: " + e.getMessage() + ":", e);
        }
    }

    /** The store of one bucket. */
    public ObjectStore bucket(String name) {
        return bucket(name, S3ObjectStore.PAGE);
    }

    /** The store of one bucket, with so many keys to a page of a listing. */
    public ObjectStore bucket(String name, int page) {
        return new S3ObjectStore(clients, name, page);
    }

    /** From now on the log tells of requests that the store refuses whatever they ask for; before, they end the start. */
    public void tellRefusals() {
        clients.answers().tell();
    }

    @Override
    public void close() {
        clients.reads().close();
        clients.writes().close();
    }

    private static AwsCredentialsProvider credentials(S3Config config) {
        return config.credentials()
                .<AwsCredentialsProvider>map(given -> StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        given.accessKey(), new String(given.secretKey().octets(), StandardCharsets.UTF_8))))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    private static S3ClientBuilder client(S3Config config, AwsCredentialsProvider credentials, S3Metrics metrics,
            int connections, RetryStrategy retries) {
        SdkHttpClient.Builder<?> http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(READ_TIMEOUT)
                .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
                .tcpKeepAlive(true);
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(http)
                .region(Region.of(config.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(config.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false).useArnRegionEnabled(true))
                .overrideConfiguration(override -> override.retryStrategy(retries).addMetricPublisher(metrics));
        config.endpoint().ifPresent(builder::endpointOverride);
        return builder;
    }
}
