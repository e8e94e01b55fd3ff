package pop3bridge.store.s3;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import pop3bridge.accounts.Secret;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.Scope;
import pop3bridge.store.StoreException;
import pop3bridge.store.events.Arrivals;
import pop3bridge.store.s3.http.Endpoint;
import pop3bridge.store.s3.http.RequestMetrics;
import pop3bridge.store.s3.http.RequestSpans;
import pop3bridge.store.s3.http.S3Http;
import pop3bridge.store.s3.http.StoreClock;
import pop3bridge.store.time.SystemTimeline;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.utils.Lazy;

/**
 * The buckets of one S3 endpoint. Conditional writes use separate connections, so that slow message downloads cannot
 * delay locks. The SDK never retries them: a retry would fail because of the first write.
 */
public final class S3Stores implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(15);
    private static final int MOST_BUCKETS = 1000;
    private static final int READ_CONNECTIONS = 1000;
    private static final int WRITE_CONNECTIONS = 100;

    private final S3Config config;
    private final S3ObjectStore.Clients clients;
    private final Lazy<S3Client> sdk;
    private final ReplaceableCredentials credentials;
    private final Optional<MaildropRole> role;
    private final LoadingCache<String, Endpoint> endpoints;

    private S3Stores(S3Config config, S3ObjectStore.Clients clients, Lazy<S3Client> sdk,
            ReplaceableCredentials credentials, Optional<MaildropRole> role) {
        this.config = config;
        this.clients = clients;
        this.sdk = sdk;
        this.endpoints = Caffeine.newBuilder().maximumSize(MOST_BUCKETS)
                .build(bucket -> EndpointRules.of(config, bucket));
        this.credentials = credentials;
        this.role = role;
    }

    /**
     * Creates the clients for the endpoint, whose requests have no spans.
     *
     * @throws StoreException as {@link #open(S3Config, Duration, MeterRegistry, RequestSpans)}
     */
    public static S3Stores open(S3Config config, Duration writeTimeout, MeterRegistry registry) throws StoreException {
        return open(config, writeTimeout, registry, RequestSpans.NONE);
    }

    /**
     * Creates the clients for the endpoint. Makes only the requests needed to get credentials.
     *
     * @param writeTimeout the maximum duration of a conditional write; after that its outcome is unknown
     * @throws StoreException {@code CREDENTIALS} if there are no credentials, {@code UNAVAILABLE} if their source does
     * not respond
     */
    public static S3Stores open(S3Config config, Duration writeTimeout, MeterRegistry registry,
            RequestSpans spans) throws StoreException {
        CredentialSource source = CredentialSource.of(config);
        CredentialHttp.use();
        ReplaceableCredentials credentials = new ReplaceableCredentials(source.open());
        String identity;
        try {
            identity = source.identity(credentials.resolveCredentials());
        } catch (SdkException e) {
            throw new S3Errors("", source.description()).ofObject("credentials", e);
        }
        RequestMetrics metrics = new RequestMetrics(registry);
        StoreClock clock = new StoreClock();
        SdkHttpClient http = http(config, READ_CONNECTIONS);
        S3Http reads = new S3Http(http, AwsRetryStrategy.standardRetryStrategy(), clock, metrics, spans);
        S3Http writes = new S3Http(http(config, WRITE_CONNECTIONS), AwsRetryStrategy.doNotRetry(), clock, metrics,
                spans);
        Lazy<S3Client> sdk = new Lazy<>(() -> sdk(config, http, credentials, metrics));
        return new S3Stores(config,
                new S3ObjectStore.Clients(reads, writes, sdk::getValue, writeTimeout,
                        new StoreAnswers(new SystemTimeline(), registry), identity),
                sdk, credentials, config.maildropRole().map(arn -> new MaildropRole(arn, config, credentials)));
    }

    /** Returns the credentials source, and the identity as far as it is known. */
    public String identity() {
        return clients.identity();
    }

    /** Uses another secret key for the access key of the settings from now on; without effect if they have no access key. */
    public void use(Secret secretKey) {
        config.credentials().ifPresent(given -> credentials
                .replace(CredentialSource.ofSettings(new S3Config.Credentials(given.accessKey(), secretKey)).open()));
    }

    /**
     * Verifies that requests for a bucket are possible, without making one.
     *
     * @throws StoreException {@code NO_BUCKET} if the name is invalid, or invalid for this endpoint
     */
    public void checkName(String bucket) throws StoreException {
        try {
            EndpointRules.of(config, bucket);
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
        S3ObjectStore.Clients own = new S3ObjectStore.Clients(clients.reads(), clients.writes(),
                () -> new WithCredentials(clients.sdk().get(), assumed), clients.writeTimeout(), clients.answers(),
                clients.identity());
        return new S3ObjectStore(own, scope.bucket(), party(scope.bucket(), assumed), S3ObjectStore.PAGE);
    }

    /** Users name buckets that the rules of S3 may refuse: that is the failure of a request, as it is for the SDK's client. */
    private Supplier<S3Http.Party> party(String bucket, AwsCredentialsProvider by) {
        return () -> {
            try {
                return new S3Http.Party(endpoints.get(bucket), by);
            } catch (SdkClientException e) {
                throw S3Exception.builder().cause(e)
                        .awsErrorDetails(AwsErrorDetails.builder().errorCode("InvalidBucketName")
                                .errorMessage(e.getMessage()).build())
                        .build();
            }
        };
    }

    /**
     * Returns access to KMS, with the identities that read mail.
     *
     * @param endpoint empty for AWS
     */
    public KmsKeys kms(Optional<URI> endpoint, MeterRegistry registry) {
        return new KmsKeys(config, endpoint,
                scope -> role.isPresent() ? role.get().credentials(scope) : credentials, registry);
    }

    /**
     * Reads the events of the store from a queue of SQS from now on, with the identity of the server.
     *
     * @param queue its URL
     * @param arrivals learns what they say
     */
    public EventQueue events(URI queue, Arrivals arrivals, MeterRegistry registry) {
        return new EventQueue(config, queue, credentials, arrivals, registry);
    }

    /** Returns the store of one bucket. */
    public ObjectStore bucket(String name) {
        return bucket(name, S3ObjectStore.PAGE);
    }

    /** Returns the store of one bucket, with this number of keys per listing page. */
    public ObjectStore bucket(String name, int page) {
        return new S3ObjectStore(clients, name, party(name, credentials), page);
    }

    /**
     * Requests an object that does not exist.
     *
     * @param limit the maximum duration
     * @throws StoreException if the store does not respond, or refuses the request
     */
    public void look(String bucket, String key, Duration limit) throws StoreException {
        new S3ObjectStore(clients, bucket, party(bucket, credentials), 1).look(key, limit);
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
        if (sdk.hasValue()) {
            sdk.getValue().close();
        }
        role.ifPresent(MaildropRole::close);
        credentials.close();
    }

    private static SdkHttpClient http(S3Config config, int connections) {
        return Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(READ_TIMEOUT)
                .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
                .tcpKeepAlive(true)
                // Waiting for the store's consent before a small body costs a round trip.
                .expectContinueEnabled(false)
                .proxyConfiguration(Proxies.of(config.address(), config.environment()))
                .build();
    }

    /** Returns the SDK's client, for requests that are rare. */
    private static S3Client sdk(S3Config config, SdkHttpClient http, AwsCredentialsProvider credentials,
            RequestMetrics metrics) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .region(Region.of(config.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(config.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false).useArnRegionEnabled(true))
                .overrideConfiguration(override -> override.addMetricPublisher(metrics)
                        .defaultProfileFile(config.environment().readableProfiles())
                        .defaultProfileName(config.environment().profileName())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy()));
        config.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
