package pop3bridge.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.accounts.Secret;
import pop3bridge.store.s3.EmbeddedStore;
import pop3bridge.store.s3.S3Config;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3ProxyStoreTest {
    private static final String KEY = "mail/demo/stra\u00dfe 1@example.com.eml";

    private final S3ProxyStore store = new S3ProxyStore();

    @TempDir
    Path directory;

    @Test
    void isFoundAsAService() {
        assertEquals(List.of(S3ProxyStore.class),
                ServiceLoader.load(EmbeddedStore.class).stream().<Class<?>>map(ServiceLoader.Provider::type).toList());
    }

    @Test
    void listensOnTheLoopbackAddressWithNewKeysEachTime() throws IOException {
        try (var first = store.start(directory, "first"); var second = store.start(directory, "second")) {
            assertEquals("127.0.0.1", first.config().endpoint().orElseThrow().getHost());
            assertTrue(first.config().pathStyle());
            assertNotEquals(first.config().credentials().orElseThrow().accessKey(),
                    second.config().credentials().orElseThrow().accessKey());
        }
    }

    @Test
    void namesAnObjectsStateByOneETagEverywhere() throws IOException {
        try (var running = store.start(directory, "bucket"); var client = client(running.config())) {
            String etag = put(client, KEY, "one");

            assertEquals(etag, client.getObjectAsBytes(b -> b.bucket("bucket").key(KEY)).response().eTag());
            S3Object listed = client.listObjectsV2(b -> b.bucket("bucket").prefix("mail/demo/").delimiter("/"))
                    .contents()
                    .getFirst();
            assertEquals(KEY, listed.key());
            assertEquals(etag, listed.eTag());
            assertEquals(3, listed.size());
        }
    }

    @Test
    void holdsToConditions() throws IOException {
        try (var running = store.start(directory, "bucket"); var client = client(running.config())) {
            String one = client.putObject(b -> at(b).ifNoneMatch("*"), RequestBody.fromString("one")).eTag();
            assertStatus(412, () -> client.putObject(b -> at(b).ifNoneMatch("*"), RequestBody.fromString("two")));
            String two = client.putObject(b -> at(b).ifMatch(one), RequestBody.fromString("two")).eTag();
            assertStatus(412, () -> client.putObject(b -> at(b).ifMatch(one), RequestBody.fromString("three")));
            assertStatus(412, () -> client.getObjectAsBytes(b -> b.bucket("bucket").key(KEY).ifMatch(one)));
            assertStatus(412, () -> client.deleteObject(b -> b.bucket("bucket").key(KEY).ifMatch(one)));
            assertEquals("two", client.getObjectAsBytes(b -> b.bucket("bucket").key(KEY).ifMatch(two)).asUtf8String());

            client.deleteObject(b -> b.bucket("bucket").key(KEY).ifMatch(two));
            assertStatus(404, () -> client.getObjectAsBytes(b -> b.bucket("bucket").key(KEY)));
            assertStatus(404, () -> client.putObject(b -> at(b).ifMatch(two), RequestBody.fromString("four")));
        }
    }

    @Test
    void holdsTheSampleMail() throws IOException {
        try (var running = store.start(directory, "bucket"); var client = client(running.config())) {
            SampleMail.messages().forEach(
                    (name, octets) -> client.putObject(b -> b.bucket("bucket").key(name),
                            RequestBody.fromBytes(octets)));

            assertEquals(List.copyOf(SampleMail.messages().keySet()), keys(client));
            SampleMail.messages().forEach((name, octets) -> assertArrayEquals(octets,
                    client.getObjectAsBytes(b -> b.bucket("bucket").key(name)).asByteArray(), name));
        }
    }

    @Test
    void keepsObjectsOverARestart() throws IOException {
        String etag;
        try (var running = store.start(directory, "bucket"); var client = client(running.config())) {
            etag = put(client, KEY, "kept");
        }

        try (var running = store.start(directory, "bucket"); var client = client(running.config())) {
            var object = client.getObjectAsBytes(b -> b.bucket("bucket").key(KEY));
            assertEquals("kept", object.asUtf8String());
            assertEquals(etag, object.response().eTag());
        }
    }

    @Test
    void listsUnderARelativeFolder() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(directory);
        try (var running = store.start(relative, "bucket"); var client = client(running.config())) {
            put(client, KEY, "one");

            assertEquals(List.of(KEY), keys(client));
        }
    }

    @Test
    void doesNotListFilesThatDidNotComeThroughIt() throws IOException {
        try (var running = store.start(directory, "bucket"); var client = client(running.config())) {
            put(client, "one", "one");
            Files.writeString(directory.resolve("bucket/two"), "two");

            assertEquals(List.of("one"), keys(client));
        }
    }

    @Test
    void servesNobodyWithoutTheSecret() throws IOException, InterruptedException {
        Files.createDirectory(directory.resolve("bucket"));
        try (var running = store.start(directory, "bucket"); var http = HttpClient.newHttpClient()) {
            URI uri = running.config().endpoint().orElseThrow().resolve("/bucket");
            assertEquals(403, http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode());

            var accessKey = running.config().credentials().orElseThrow().accessKey();
            try (var client = client(running.config(), new S3Config.Credentials(accessKey, Secret.of("guess")))) {
                assertStatus(403, () -> keys(client));
            }
        }
    }

    @Test
    void closesAtOnceWithClientsStillConnected() throws IOException {
        var running = store.start(directory, "bucket");
        try (var client = client(running.config())) {
            assertEquals(List.of(), keys(client));

            assertTimeout(Duration.ofSeconds(2), running::close);
        }
    }

    @Test
    void saysWhenTheFolderIsAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertRefused(file);
    }

    @Test
    void saysWhenTheFileSystemHasNoUserAttributes() throws IOException {
        URI zip = URI.create("jar:" + directory.resolve("a.zip").toUri());
        try (var files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            assertRefused(files.getPath("/mail"));
        }
    }

    private void assertRefused(Path folder) {
        String message = String
                .valueOf(assertThrows(IOException.class, () -> store.start(folder, "bucket")).getMessage());
        assertTrue(message.startsWith("cannot keep mail in " + folder + " ("), message);
        assertTrue(
                message.endsWith("choose a writable folder on a file system with user extended attributes"),
                message);
        assertEquals(1, message.lines().count());
    }

    private static String put(S3Client client, String key, String body) {
        return client.putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString(body)).eTag();
    }

    private static PutObjectRequest.Builder at(PutObjectRequest.Builder builder) {
        return builder.bucket("bucket").key(KEY);
    }

    private static List<String> keys(S3Client client) {
        return client.listObjectsV2(b -> b.bucket("bucket")).contents().stream().map(S3Object::key).toList();
    }

    private static void assertStatus(int status, Executable request) {
        assertEquals(status, assertThrows(S3Exception.class, request).statusCode());
    }

    private static S3Client client(S3Config config) {
        return client(config, config.credentials().orElseThrow());
    }

    private static S3Client client(S3Config config, S3Config.Credentials credentials) {
        String secretKey = new String(credentials.secretKey().octets(), StandardCharsets.UTF_8);
        return S3Client.builder()
                .endpointOverride(config.endpoint().orElseThrow())
                .region(Region.of(config.region()))
                .forcePathStyle(config.pathStyle())
                .credentialsProvider(
                        StaticCredentialsProvider
                                .create(AwsBasicCredentials.create(credentials.accessKey(), secretKey)))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }
}
