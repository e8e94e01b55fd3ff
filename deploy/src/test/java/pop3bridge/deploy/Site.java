package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.s3.EmbeddedStore;
import pop3bridge.store.s3.S3Config;
import pop3bridge.store.s3.S3Stores;

/**
 * The embedded store with the bucket {@code post}, and bridges that use it on free ports, with the users anna and bert.
 */
final class Site implements AutoCloseable {
    static final String BUCKET = "post";
    static final String PREFIX = "mail/anna/";
    static final String PASSWORD = "correct horse";

    /** Of the password, at the least cost. */
    static final String HASH = "{BLF-CRYPT}$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

    private final Path users;
    private final EmbeddedStore.Running store;
    private final S3Stores stores;
    private final ObjectStore bucket;
    private boolean storeRuns = true;

    Site(Path folder) throws Exception {
        users = Files.writeString(folder.resolve("users"), "anna:" + HASH + "\nbert:" + HASH + "\n");
        store = embedded().start(folder.resolve("s3"), BUCKET);
        stores = S3Stores.open(store.config(), Duration.ofSeconds(15), new SimpleMeterRegistry());
        bucket = store.serialized(stores.bucket(BUCKET));
    }

    static EmbeddedStore embedded() {
        return ServiceLoader.load(EmbeddedStore.class).findFirst().orElseThrow();
    }

    /** The least settings, as environment variables. */
    Map<String, String> settings() {
        S3Config s3 = store.config();
        S3Config.Credentials credentials = s3.credentials().orElseThrow();
        return new HashMap<>(Map.of(
                "POP3BRIDGE_STORE_ENDPOINT", s3.endpoint().orElseThrow().toString(),
                "POP3BRIDGE_STORE_BUCKET", BUCKET,
                "POP3BRIDGE_STORE_ACCESS_KEY", credentials.accessKey(),
                "POP3BRIDGE_STORE_SECRET_KEY", new String(credentials.secretKey().octets(), StandardCharsets.UTF_8),
                "POP3BRIDGE_USERS_FILE", users.toString(),
                "POP3BRIDGE_POP3_LISTEN", "127.0.0.1:0",
                "POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:0",
                "POP3BRIDGE_LOCK_WAIT", "0s"));
    }

    Bridge bridge() throws ConfigException {
        return bridge(settings());
    }

    Bridge bridge(Map<String, String> settings) throws ConfigException {
        return Bridge.start(Config.read(Optional.empty(), settings), store::serialized);
    }

    /** A bridge whose store is wrapped once more. */
    Bridge bridge(Map<String, String> settings, UnaryOperator<ObjectStore> wrapper) throws ConfigException {
        return Bridge.start(Config.read(Optional.empty(), settings),
                bucket -> wrapper.apply(store.serialized(bucket)));
    }

    void deliver(String name, String text) throws Exception {
        put(PREFIX + name, text);
    }

    void put(String key, String text) throws Exception {
        bucket.put(key, text.getBytes(ISO_8859_1), Condition.always());
    }

    /** Puts an object into another bucket, which must exist. */
    void putInto(String other, String key, String text) throws Exception {
        stores.bucket(other).put(key, text.getBytes(ISO_8859_1), Condition.always());
    }

    S3Config store() {
        return store.config();
    }

    /** Puts the sample mail into anna's maildrop; returns how each message looks to clients. */
    List<List<String>> deliverSamples() throws Exception {
        List<List<String>> mail = new ArrayList<>();
        for (Map.Entry<String, byte[]> message : embedded().sampleMail().entrySet()) {
            String text = new String(message.getValue(), ISO_8859_1);
            deliver(message.getKey(), text);
            mail.add(List.of(text.split("\r?\n")));
        }
        return mail;
    }

    /** The names of the messages in anna's maildrop. */
    List<String> mail() throws Exception {
        return keys(PREFIX).stream().map(key -> key.substring(PREFIX.length())).toList();
    }

    /** The keys in the bucket that begin with a prefix, of which there are at most 1000. */
    List<String> keys(String prefix) throws Exception {
        return bucket.list(prefix, Optional.empty()).entries().stream().map(Entry::key).sorted().toList();
    }

    void stopStore() {
        if (storeRuns) {
            storeRuns = false;
            stores.close();
            store.close();
        }
    }

    /** What the management port answers. */
    static HttpResponse<String> get(Bridge bridge, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(management(bridge) + path)).build(),
                    BodyHandlers.ofString());
        }
    }

    /** The address of the management port. */
    static String management(Bridge bridge) {
        return String.join("\n", bridge.banner()).replaceAll("(?s).*(https?://\\S+) with /metrics.*", "$1");
    }

    @Override
    public void close() {
        stopStore();
    }
}
