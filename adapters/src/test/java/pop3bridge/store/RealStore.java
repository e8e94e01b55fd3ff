package pop3bridge.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import pop3bridge.accounts.Secret;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.s3.KmsKeys;
import pop3bridge.store.s3.S3Config;
import pop3bridge.store.s3.S3Stores;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A third-party store that runs for the tests of this JVM. */
public final class RealStore implements AutoCloseable {
    private static final String REGION = "us-east-1";
    /** Enough to keep a store busy and not to overrun it. */
    private static final int THREADS = 8;
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(15);

    private final S3Config config;
    private final Runnable stop;
    private final S3Client client;
    private final S3Stores stores;

    /**
     * @param key access key and secret key in one; these stores take any
     * @param stop ends the store
     */
    RealStore(URI endpoint, String key, Runnable stop) throws StoreException {
        this(endpoint, key, key, stop);
    }

    private RealStore(URI endpoint, String accessKey, String secretKey, Runnable stop) throws StoreException {
        this.stop = stop;
        config = new S3Config(Optional.of(endpoint), REGION, true,
                Optional.of(new S3Config.Credentials(accessKey, Secret.of(secretKey))));
        client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
        stores = S3Stores.open(config, WRITE_TIMEOUT, new SimpleMeterRegistry());
    }

    /** A store that runs already, and goes on. */
    public static RealStore at(URI endpoint, String accessKey, String secretKey) throws StoreException {
        return new RealStore(endpoint, accessKey, secretKey, () -> {});
    }

    /** How the bridge reaches it. */
    public S3Config config() {
        return config;
    }

    /** Makes an empty bucket and returns its name. */
    public String newBucket() {
        String name = "test-" + UUID.randomUUID();
        client.createBucket(request -> request.bucket(name));
        return name;
    }

    /** A bucket, listed in pages of so many keys. */
    public ObjectStore bucket(String name, int page) {
        return stores.bucket(name, page);
    }

    /** Every key of a bucket, however deep. */
    public Set<String> keys(String name) {
        return client.listObjectsV2Paginator(request -> request.bucket(name)).contents().stream().map(S3Object::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Puts many objects into a bucket, several at a time. */
    public static void putAll(ObjectStore bucket, Map<String, byte[]> objects) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<String>> puts = new ArrayList<>();
            objects.forEach((key, body) -> puts
                    .add(threads.submit(() -> bucket.put(key, body, Condition.always()))));
            for (Future<String> put : puts) {
                put.get();
            }
        }
    }

    /** Its own KMS, with the identity of the bridge. */
    public KmsKeys kms() {
        return stores.kms(config.endpoint(), new SimpleMeterRegistry());
    }

    /** For what the port does not do. */
    public S3Client client() {
        return client;
    }

    @Override
    public void close() {
        stores.close();
        client.close();
        stop.run();
    }
}
