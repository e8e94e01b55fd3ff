package pop3bridge.store.s3;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pop3bridge.store.Scope;
import pop3bridge.store.StoreException;
import pop3bridge.store.encryption.CachedKeys;
import pop3bridge.store.encryption.DataKeys;
import pop3bridge.store.encryption.DataKeys.Wrapped;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.utils.Lazy;

/**
 * Data keys that KMS decrypts for the identity that reads the mail. The client is created for the first of them. Safe for use by many threads.
 */
public final class KmsKeys implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Of a request with its repetitions. */
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** As many as messages are read at a time to determine their sizes, and some more. */
    private static final int CONNECTIONS = 100;

    private static final Duration[] BUCKETS = Stream.of(10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
            .map(Duration::ofMillis).toArray(Duration[]::new);

    private final Lazy<KmsClient> client;
    private final Function<Scope, AwsCredentialsProvider> identities;
    private final CachedKeys<AwsCredentialsProvider> cache = new CachedKeys<>();
    private final Map<Outcome, Timer> durations;

    /** How KMS responded; a label. */
    private enum Outcome {
        OK,
        KEY_REFUSED,
        THROTTLED,
        UNAVAILABLE;

        private static Outcome of(StoreException problem) {
            return switch (problem.reason()) {
                case KEY -> KEY_REFUSED;
                case THROTTLED -> THROTTLED;
                default -> UNAVAILABLE;
            };
        }
    }

    KmsKeys(S3Config config, Optional<URI> endpoint, Function<Scope, AwsCredentialsProvider> identities,
            MeterRegistry registry) {
        this.client = new Lazy<>(() -> client(config, endpoint));
        this.identities = identities;
        this.durations = Stream.of(Outcome.values())
                .collect(Collectors.toUnmodifiableMap(outcome -> outcome, outcome -> timer(outcome, registry)));
    }

    private static Timer timer(Outcome outcome, MeterRegistry registry) {
        return Timer.builder("pop3bridge.kms.decrypt.duration").tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .description("Time of a request to KMS for a message's key, with its repetitions")
                .serviceLevelObjectives(BUCKETS).register(registry);
    }

    private static KmsClient client(S3Config config, Optional<URI> endpoint) {
        URI address = endpoint.orElseGet(() -> URI.create("https://kms." + config.region() + ".amazonaws.com"));
        KmsClientBuilder builder = KmsClient.builder()
                .region(Region.of(config.region()))
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(CONNECTIONS)
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .proxyConfiguration(Proxies.of(address, config.environment())))
                .overrideConfiguration(override -> override.apiCallTimeout(LIMIT)
                        .defaultProfileFile(config.environment().readableProfiles())
                        .defaultProfileName(config.environment().profileName()));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** Returns the keys that the identity of a session can decrypt. */
    public DataKeys of(Scope scope) {
        AwsCredentialsProvider identity = identities.apply(scope);
        return cache.of(identity, wrapped -> decrypt(wrapped, identity));
    }

    private byte[] decrypt(Wrapped wrapped, AwsCredentialsProvider identity) throws StoreException {
        DecryptRequest request = DecryptRequest.builder()
                .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(wrapped.base64())))
                .encryptionContext(wrapped.context())
                .overrideConfiguration(override -> override.credentialsProvider(identity)).build();
        long begin = System.nanoTime();
        Outcome outcome = Outcome.UNAVAILABLE;
        try {
            byte[] key = client.getValue().decrypt(request).plaintext().asByteArrayUnsafe();
            outcome = Outcome.OK;
            return key;
        } catch (SdkException | IllegalStateException | RejectedExecutionException e) {
            StoreException problem = KmsErrors.of(e);
            outcome = Outcome.of(problem);
            throw problem;
        } finally {
            Objects.requireNonNull(durations.get(outcome)).record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() {
        if (client.hasValue()) {
            client.getValue().close();
        }
    }
}
