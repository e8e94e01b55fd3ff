package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.accounts.Secret;
import pop3bridge.store.Scope;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.encryption.DataKeys;
import pop3bridge.store.encryption.DataKeys.Wrapped;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Data keys from a KMS that this test is. */
final class KmsKeysTest {
    private static final Scope ANNA = new Scope("mail", List.of("mail/anna/"));
    private static final Scope BERT = new Scope("mail", List.of("mail/bert/"));
    private static final Wrapped WRAPPED = new Wrapped("d3JhcHBlZA==", Map.of("aws:ses:rule-name", "fax"));
    private static final byte[] KEY = {1, 2, 3};

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private final KmsKeys kms;
    private volatile int status = 200;
    private volatile String answer = new JsonObject().put("KeyId", "1234abcd")
            .put("Plaintext", Base64.getEncoder().encodeToString(KEY)).encode();

    KmsKeysTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        kms = kms(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    /** Each maildrop has an identity of its own. */
    private KmsKeys kms(URI endpoint) {
        S3Config config = new S3Config(Optional.empty(), "eu-central-1", false,
                Optional.of(new S3Config.Credentials("AKIATEST", Secret.of("secret"))));
        StaticCredentialsProvider anna = identity("ANNA");
        StaticCredentialsProvider bert = identity("BERT");
        return new KmsKeys(config, Optional.of(endpoint), scope -> scope.equals(ANNA) ? anna : bert,
                registry);
    }

    private static StaticCredentialsProvider identity(String key) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, "secret"));
    }

    @AfterEach
    void close() {
        kms.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " "
                + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        signatures.add(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] octets = answer.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
        }
    }

    @Test
    void oneRequestGivesAKey() throws Exception {
        DataKeys keys = kms.of(ANNA);
        assertArrayEquals(KEY, keys.key(WRAPPED));
        assertArrayEquals(KEY, keys.key(WRAPPED));
        assertEquals(1, requests.size());
        assertEquals("TrentService.Decrypt", requests.getFirst().split(" ", 2)[0]);
        assertEquals(new JsonObject().put("CiphertextBlob", "d3JhcHBlZA==")
                .put("EncryptionContext", new JsonObject().put("aws:ses:rule-name", "fax")),
                new JsonObject(requests.getFirst().split(" ", 2)[1]));
    }

    @Test
    void eachRequestIsCountedByItsOutcome() throws Exception {
        kms.of(ANNA).key(WRAPPED);
        status = 400;
        answer = new JsonObject().put("__type", "AccessDeniedException").encode();
        assertThrows(StoreException.class, () -> kms.of(BERT).key(WRAPPED));
        assertEquals(1, requests("ok"));
        assertEquals(1, requests("key_refused"));
        assertEquals(0, requests("throttled"));
        server.stop(0);
        assertThrows(StoreException.class, () -> kms.of(BERT).key(WRAPPED));
        assertEquals(1, requests("unavailable"));
    }

    private long requests(String outcome) {
        return registry.get("pop3bridge.kms.decrypt.duration").tag("outcome", outcome).timer().count();
    }

    /** With a role for each maildrop, KMS decides for each of them. */
    @Test
    void eachMaildropAsksAsItself() throws Exception {
        kms.of(ANNA).key(WRAPPED);
        kms.of(BERT).key(WRAPPED);
        assertEquals(2, signatures.size());
        assertTrue(signatures.get(0).contains("Credential=ANNA/"), signatures.get(0));
        assertTrue(signatures.get(1).contains("Credential=BERT/"), signatures.get(1));
    }

    @ParameterizedTest
    @CsvSource({"400, AccessDeniedException, KEY", "400, DisabledException, KEY", "400, KMSInvalidStateException, KEY",
            "400, InvalidCiphertextException, KEY", "400, IncorrectKeyException, KEY", "400, NotFoundException, KEY",
            "400, InvalidKeyUsageException, KEY", "400, InvalidGrantTokenException, KEY",
            "400, ValidationException, KEY", "400, ThrottlingException, THROTTLED",
            "400, LimitExceededException, THROTTLED", "429, '', THROTTLED", "500, KMSInternalException, UNAVAILABLE",
            "500, KeyUnavailableException, UNAVAILABLE", "503, DependencyTimeoutException, UNAVAILABLE",
            "400, UnrecognizedClientException, UNAVAILABLE", "400, ExpiredTokenException, UNAVAILABLE",
            "403, InvalidSignatureException, UNAVAILABLE", "404, '', UNAVAILABLE", "400, SomethingNew, UNAVAILABLE"})
    void onlyWhatIsSaidAboutAKeyIsPermanent(int code, String error, Reason reason) {
        assertEquals(reason, KmsErrors.reason(code, error));
    }

    @Test
    void aRefusalSaysWhatKmsSays() {
        status = 400;
        answer = new JsonObject().put("__type", "AccessDeniedException")
                .put("message", "User: anna is not authorized to perform: kms:Decrypt").encode();
        StoreException refusal = assertThrows(StoreException.class, () -> kms.of(ANNA).key(WRAPPED));
        assertEquals(Reason.KEY, refusal.reason());
        assertEquals("KMS Decrypt: 400 AccessDeniedException: User: anna is not authorized to perform: kms:Decrypt",
                refusal.getMessage());
    }

    @Test
    void aKmsThatDoesNotRespondIsUnavailable() {
        server.stop(0);
        assertEquals(Reason.UNAVAILABLE,
                assertThrows(StoreException.class, () -> kms.of(ANNA).key(WRAPPED)).reason());
    }

    @Test
    void afterTheEndItIsUnavailable() throws Exception {
        kms.of(ANNA).key(WRAPPED);
        kms.close();
        assertEquals(Reason.UNAVAILABLE,
                assertThrows(StoreException.class, () -> kms.of(BERT).key(WRAPPED)).reason());
    }
}
