package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.MiniStack;
import pop3bridge.store.RealStore;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.probe.StoreMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What it means to delete mail in buckets with versioning and retention, and mail with a key of its writer (SSE-C). */
@Tag("ministack")
@ExtendWith(MiniStack.class)
@Timeout(60)
final class MiniStackVersionsIT {
    private static final String M1 = World.PREFIX + "m1";
    private static final String TEXT = "Subject: one\r\n\r\nbody\r\n";
    private static final String OTHER = "Subject: two\r\n\r\n";

    private final RealStore store;
    private final S3Client owner;
    private final String bucket = "test-" + UUID.randomUUID();

    MiniStackVersionsIT(RealStore store) {
        this.store = store;
        owner = store.client();
        owner.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
        owner.putBucketVersioning(request -> request.bucket(bucket)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
    }

    /** What another program has put there: m1 in a form of its own, and m2. */
    private void mail(Consumer<PutObjectRequest.Builder> form) {
        owner.putObject(request -> form.accept(request.bucket(bucket).key(M1)), RequestBody.fromString(TEXT));
        owner.putObject(request -> request.bucket(bucket).key(World.PREFIX + "m2"), RequestBody.fromString(OTHER));
    }

    private Maildrop open(Deletion deletion) throws MaildropException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LockConfig locks = new LockConfig(".pop3bridge/", Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10),
                LockConfig.INLINE_REMOVALS, true);
        return new StoredMaildrops(StoredMaildrops.Sources.of(_ -> store.bucket(bucket, 1000)),
                new MaildropConfig(bucket, "mail/{user}/", Reading.of(LineEnds.DETECT), deletion, Optional.empty()),
                new MaildropLocks(locks, new StoreMode(true, true, true), "test", registry), registry)
                .open(World.ANNA, Opening.of("session", Form.AS_STORED));
    }

    private List<String> uniqueIds() throws MaildropException {
        try (Maildrop maildrop = open(Deletion.PLAIN)) {
            return World.numbers(maildrop.count()).stream().map(maildrop::uniqueId).toList();
        }
    }

    private void delete(int number) throws MaildropException {
        try (Maildrop maildrop = open(Deletion.PLAIN)) {
            maildrop.checkRemovable(number);
            maildrop.remove(List.of(number));
        }
    }

    private ListObjectVersionsResponse versions() {
        return owner.listObjectVersions(request -> request.bucket(bucket).prefix(M1));
    }

    /** The octets of the message are there, behind a delete marker. */
    private ObjectVersion theNoncurrentVersion() {
        ObjectVersion version = versions().versions().getFirst();
        assertEquals(List.of(false), versions().versions().stream().map(ObjectVersion::isLatest).toList());
        assertEquals(List.of(M1 + " true"), versions().deleteMarkers().stream()
                .map(marker -> marker.key() + " " + marker.isLatest()).toList());
        assertEquals(TEXT, owner.getObjectAsBytes(request -> request.bucket(bucket).key(M1)
                .versionId(version.versionId())).asString(ISO_8859_1));
        return version;
    }

    @Test
    void aDeletedMessageRemainsAsANoncurrentVersion() throws Exception {
        mail(_ -> {});
        delete(1);
        assertEquals(List.of("m2"), uniqueIds());
        theNoncurrentVersion();
    }

    @Test
    void aDeletedMessageComesBackWithItsUniqueIdIfTheDeleteMarkerIsDeleted() throws Exception {
        mail(_ -> {});
        delete(1);
        String marker = versions().deleteMarkers().getFirst().versionId();
        owner.deleteObject(request -> request.bucket(bucket).key(M1).versionId(marker));
        assertEquals(List.of("m1", "m2"), uniqueIds());
        delete(1);
        assertEquals(List.of("m2"), uniqueIds());
    }

    /** As replication and lifecycle rules create them. */
    @Test
    void aDeleteMarkerOfAnotherProgramMeansThatTheMessageIsGone() throws Exception {
        mail(_ -> {});
        try (Maildrop maildrop = open(Deletion.PLAIN)) {
            owner.deleteObject(request -> request.bucket(bucket).key(M1));
            assertEquals("message was deleted from the store",
                    assertThrows(MaildropException.class, () -> maildrop.open(1)).getMessage());
            maildrop.remove(List.of(1));
        }
        assertEquals(List.of("m2"), uniqueIds());
        theNoncurrentVersion();
    }

    @ParameterizedTest
    @EnumSource(value = ObjectLockMode.class, names = "UNKNOWN_TO_SDK_VERSION", mode = EnumSource.Mode.EXCLUDE)
    void retentionKeepsTheVersionAndNotTheMessage(ObjectLockMode mode) throws Exception {
        mail(request -> request.objectLockMode(mode)
                .objectLockRetainUntilDate(Instant.now().plus(1, ChronoUnit.DAYS)));
        delete(1);
        assertEquals(List.of("m2"), uniqueIds());
        ObjectVersion version = theNoncurrentVersion();
        assertEquals(403, assertThrows(S3Exception.class, () -> owner.deleteObject(
                request -> request.bucket(bucket).key(M1).versionId(version.versionId()))).statusCode());
        theNoncurrentVersion();
    }

    @Test
    void aMessageWithAKeyOfItsWriterIsRefusedAndOthersAreServed() throws Exception {
        byte[] key = new byte[32];
        Base64.Encoder base64 = Base64.getEncoder();
        String md5 = base64.encodeToString(MessageDigest.getInstance("MD5").digest(key));
        mail(request -> request.sseCustomerAlgorithm("AES256").sseCustomerKey(base64.encodeToString(key))
                .sseCustomerKeyMD5(md5));
        String refusal = "message is encrypted with a key of its writer";
        try (Maildrop maildrop = open(Deletion.PLAIN)) {
            assertEquals(refusal, assertThrows(MaildropException.class, () -> maildrop.checkRemovable(1)).getMessage());
            MaildropException refused = assertThrows(MaildropException.class, () -> maildrop.open(1));
            assertEquals(refusal, refused.getMessage());
            assertEquals(MaildropException.Reason.PERMANENT, refused.reason());
            assertEquals(List.of((long) TEXT.length(), (long) OTHER.length()),
                    List.of(maildrop.sizes(List.of(1))[0], maildrop.sizes(List.of(2))[0]));
            try (Content content = maildrop.open(2)) {
                assertEquals(OTHER, World.read(content));
            }
        }
        try (Maildrop maildrop = open(new Deletion(false, Optional.empty(), true))) {
            maildrop.checkRemovable(1);
            maildrop.remove(List.of(1));
        }
        assertEquals(List.of("m2"), uniqueIds());
    }
}
