package pop3bridge.store.s3;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.Scope;
import pop3bridge.store.StoreException;
import pop3bridge.store.time.SystemTimeline;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The buckets of one S3 endpoint. Conditional writes use separate connections, so that slow message downloads cannot
 * delay locks. The SDK never retries them: a retry would fail because of the first write.
 */
public final class S3Stores implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(15);
    private static final int READ_CONNECTIONS = 1000;
    private static final int WRITE_CONNECTIONS = 100;

    private final S3ObjectStore.Clients clients;
    private final AwsCredentialsProvider credentials;
    private final Optional<MaildropRole> role;

    private S3Stores(S3ObjectStore.Clients clients, AwsCredentialsProvider credentials, Optional<MaildropRole> role) {
        this.clients = clients;
        this.credentials = credentials;
        this.role = role;
    }

    /**
     * Creates the clients for the endpoint. Makes only the requests needed to get credentials.
     *
     * @param writeTimeout the maximum duration of a conditional write; after that its outcome is unknown
     * @throws StoreException {@code CREDENTIALS} if there are no credentials, {@code UNAVAILABLE} if their source does
     * not respond
     */
    public static S3Stores open(S3Config config, Duration writeTimeout, MeterRegistry registry) throws StoreException {
        CredentialSource source = CredentialSource.of(config);
        CredentialHttp.use();
        AwsCredentialsProvider credentials = source.open();
        String identity;
        try {
            identity = source.identity(credentials.resolveCredentials());
        } catch (SdkException e) {
            throw new S3Errors("", source.description()).ofObject("credentials", e);
        }
        Consumer<ClientOverrideConfiguration.Builder> profile = override -> override
                .defaultProfileFile(config.environment().readableProfiles())
                .defaultProfileName(config.environment().profileName());
        S3Metrics metrics = new S3Metrics(registry);
        S3Client reads = client(config, credentials, READ_CONNECTIONS)
                .overrideConfiguration(override -> override.applyMutation(profile).addMetricPublisher(metrics)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
                .build();
        S3Client writes = client(config, credentials, WRITE_CONNECTIONS)
                .overrideConfiguration(override -> override.applyMutation(profile).addMetricPublisher(metrics)
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new Transmission())
                        .apiCallTimeout(writeTimeout))
                .build();
        return new S3Stores(
                new S3ObjectStore.Clients(reads, writes, new XmlThreads(),
                        new StoreAnswers(new SystemTimeline(), registry), identity),
                credentials, config.maildropRole().map(arn -> new MaildropRole(arn, config, credentials)));
    }

    /** Returns the credentials source, and the identity as far as it is known. */
    public String identity() {
        return clients.identity();
    }

    /**
     * Verifies that requests for a bucket are possible, without making one.
     *
     * @throws StoreException {@code NO_BUCKET} if the name is invalid, or invalid for this endpoint
     */
    public void checkName(String bucket) throws StoreException {
        try {
            clients.reads().utilities().getUrl(url -> url.bucket(bucket).key("key"));
        } catch (SdkException | IllegalArgumentException e) {
            throw new StoreException(StoreException.Reason.NO_BUCKET, String.valueOf(e.getMessage()),
                    "bucket " + bucket + " cannot be used: " + e.getMessage() + ":", e);
        }
    }

    /** Returns the store that a session uses: under the maildrop's role, if there is one. */
    public ObjectStore of(Scope scope) {
        if (role.isEmpty()) {
            return bucket(scope.bucket());
        }
        AwsCredentialsProvider assumed = role.get().credentials(scope);
        return new S3ObjectStore(
                new S3ObjectStore.Clients(new WithCredentials(clients.reads(), assumed),
                        new WithCredentials(clients.writes(), assumed), clients.xml(), clients.answers(),
                        clients.identity()),
                scope.bucket(), S3ObjectStore.PAGE);
    }

    /** Returns the store of one bucket. */
    public ObjectStore bucket(String name) {
        return bucket(name, S3ObjectStore.PAGE);
    }

    /** Returns the store of one bucket, with this number of keys per listing page. */
    public ObjectStore bucket(String name, int page) {
        return new S3ObjectStore(clients, name, page);
    }

    /**
     * Requests an object that does not exist.
     *
     * @param limit the maximum duration
     * @throws StoreException if the store does not respond, or refuses the request
     */
    public void look(String bucket, String key, Duration limit) throws StoreException {
        new S3ObjectStore(clients, bucket, 1).look(key, limit);
    }

    /**
     * Returns the time of the last response for this bucket, by {@link System#nanoTime}; before any other time if there
     * was none.
     */
    public long lastAnswer(String bucket) {
        return clients.answers().lastAnswer(bucket);
    }

    /** From now on, logs refusals that affect all requests. Before that, they end startup. */
    public void tellRefusals() {
        clients.answers().tell();
    }

    @Override
    public void close() {
        clients.reads().close();
        clients.writes().close();
        clients.xml().close();
        role.ifPresent(MaildropRole::close);
        if (credentials instanceof SdkAutoCloseable open) {
            open.close();
        }
    }

    private static S3ClientBuilder client(S3Config config, AwsCredentialsProvider credentials, int connections) {
        SdkHttpClient.Builder<?> http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(READ_TIMEOUT)
                .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
                .tcpKeepAlive(true)
                .proxyConfiguration(Proxies.of(config.address(), config.environment()));
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(http)
                .region(Region.of(config.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(config.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false).useArnRegionEnabled(true));
        config.endpoint().ifPresent(builder::endpointOverride);
        return builder;
    }
}
