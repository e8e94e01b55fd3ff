package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.RealStore;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.s3.KmsKeys;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.encryption.s3.CommitmentPolicy;
import software.amazon.encryption.s3.S3EncryptionClient;
import software.amazon.encryption.s3.algorithms.AlgorithmSuite;
import software.amazon.encryption.s3.materials.KmsKeyring;

/** Objects that AWS's own client encrypts, with keys of a KMS. */
interface EncryptionContract {
    /** The store, which has a KMS too. */
    RealStore store();

    /** A message of so many lines. */
    private static String message(int lines) {
        return "Subject: secret\n\n" + "one line\n".repeat(lines);
    }

    private StaticCredentialsProvider credentials() {
        String key = store().config().credentials().orElseThrow().accessKey();
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, key));
    }

    private KmsClient kms() {
        return KmsClient.builder().endpointOverride(store().config().endpoint().orElseThrow())
                .region(Region.of(store().config().region())).credentialsProvider(credentials())
                .httpClientBuilder(Apache5HttpClient.builder()).build();
    }

    /** Writes an object as AWS's client for Java does. */
    private void write(KmsClient kms, String key, String bucket, AlgorithmSuite suite, Map<String, String> messages) {
        try (S3AsyncClient async = S3AsyncClient.builder().endpointOverride(store().config().endpoint().orElseThrow())
                .region(Region.of(store().config().region())).credentialsProvider(credentials()).forcePathStyle(true)
                .httpClient(new AsyncHttp(Apache5HttpClient.create())).build();
                S3Client sync = S3Client.builder().endpointOverride(store().config().endpoint().orElseThrow())
                        .region(Region.of(store().config().region())).credentialsProvider(credentials())
                        .forcePathStyle(true).httpClientBuilder(Apache5HttpClient.builder()).build();
                S3EncryptionClient client = S3EncryptionClient.builderV4().wrappedClient(sync)
                        .wrappedAsyncClient(async)
                        .keyring(KmsKeyring.builder().kmsClient(kms).wrappingKeyId(key).build())
                        .encryptionAlgorithm(suite)
                        .commitmentPolicy(suite.equals(AlgorithmSuite.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                                ? CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT
                                : CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT)
                        .build()) {
            messages.forEach((name, text) -> client.putObject(
                    request -> request.bucket(bucket).key(World.PREFIX + name),
                    RequestBody.fromBytes(text.getBytes(ISO_8859_1))));
        }
    }

    /** Writes an object as Amazon SES does, according to its documentation. */
    private void writeLikeSes(KmsClient kms, String key, String bucket, String name) throws Exception {
        Map<String, String> context = new HashMap<>(Map.of("aws:ses:message-id", name, "aws:ses:rule-name", "fax",
                "aws:ses:source-account", "123456789012", "kms_cmk_id", key));
        GenerateDataKeyResponse data = kms.generateDataKey(
                request -> request.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(context));
        byte[] iv = new byte[12];
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(data.plaintext().asByteArray(), "AES"),
                new GCMParameterSpec(128, iv));
        byte[] message = message(3).getBytes(ISO_8859_1);
        store().client().putObject(request -> request.bucket(bucket).key(World.PREFIX + name)
                .metadata(Map.of("x-amz-key-v2",
                        Base64.getEncoder().encodeToString(data.ciphertextBlob().asByteArray()), "x-amz-iv",
                        Base64.getEncoder().encodeToString(iv), "x-amz-cek-alg", "AES/GCM/NoPadding",
                        "x-amz-wrap-alg", "kms", "x-amz-tag-len", "128", "x-amz-unencrypted-content-length",
                        String.valueOf(message.length), "x-amz-matdesc",
                        new JsonObject(new HashMap<String, Object>(context)).encode())),
                RequestBody.fromBytes(cipher.doFinal(message)));
    }

    private StoredMaildrops maildrops(KmsKeys keys, String bucket) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LockConfig locks = new LockConfig(".pop3bridge/", Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10),
                LockConfig.INLINE_REMOVALS, true);
        return new StoredMaildrops(
                new StoredMaildrops.Sources(_ -> store().bucket(bucket, 1000), Optional.of(keys::of),
                        Optional.empty()),
                new MaildropConfig(bucket, "mail/{user}/", Reading.of(LineEnds.DETECT), Deletion.PLAIN,
                        Optional.empty()),
                new MaildropLocks(locks, new StoreMode(true, true, false), "test", registry), registry);
    }

    private static String read(Maildrop maildrop, int number) throws Exception {
        try (Content content = maildrop.open(number)) {
            return World.read(content);
        }
    }

    @Test
    default void messagesOfEachWriterAreDecrypted() throws Exception {
        String bucket = store().newBucket();
        try (KmsClient kms = kms(); KmsKeys keys = store().kms()) {
            String key = kms.createKey().keyMetadata().arn();
            write(kms, key, bucket, AlgorithmSuite.ALG_AES_256_GCM_IV12_TAG16_NO_KDF,
                    Map.of("1", message(1), "2", message(20_000)));
            write(kms, key, bucket, AlgorithmSuite.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
                    Map.of("3", message(2), "4", message(20_001)));
            writeLikeSes(kms, key, bucket, "5");
            try (Maildrop maildrop = maildrops(keys, bucket).open(World.ANNA,
                    Opening.of("session", Form.AS_STORED))) {
                List<Integer> lines = maildrop.count() == 5 ? lines(maildrop) : List.of();
                assertEquals(List.of(1, 2, 3, 20_000, 20_001), lines.stream().sorted().toList());
            }
        }
    }

    /** How many lines each message has after its header. */
    private static List<Integer> lines(Maildrop maildrop) throws Exception {
        long[] sizes = maildrop.sizes(World.numbers(5));
        List<Integer> lines = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            String text = read(maildrop, number);
            lines.add((text.length() - message(0).length()) / 9);
            assertEquals(message(lines.getLast()), text);
            assertEquals(text.length() + lines.getLast() + 2, sizes[number - 1]);
        }
        return lines;
    }

    @Test
    default void aKeyThatIsDisabledIsTheFaultOfItsMessages() throws Exception {
        String bucket = store().newBucket();
        try (KmsClient kms = kms(); KmsKeys keys = store().kms()) {
            String disabled = kms.createKey().keyMetadata().arn();
            writeLikeSes(kms, disabled, bucket, "1");
            kms.disableKey(request -> request.keyId(disabled));
            store().client().putObject(request -> request.bucket(bucket).key(World.PREFIX + "2"),
                    RequestBody.fromString("Subject: plain\n"));
            try (Maildrop maildrop = maildrops(keys, bucket).open(World.ANNA,
                    Opening.of("session", Form.AS_STORED))) {
                assertEquals("message was encrypted by its writer, and its key cannot be decrypted",
                        assertThrows(MaildropException.class, () -> maildrop.open(1)).getMessage());
                assertEquals("Subject: plain\n", read(maildrop, 2));
            }
        }
    }
}
