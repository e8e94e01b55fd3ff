package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.MiniStack;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.RealStore;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.probe.StoreMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Messages that must not be lost, in a bucket with Object Lock: what clients remove is hidden behind a delete marker. */
@Tag("ministack")
@ExtendWith(MiniStack.class)
@Timeout(60)
record MiniStackLegalHoldIT(RealStore store) {
    private static final String KEY = World.PREFIX + "m1";

    private static Maildrop open(String name, ObjectStore bucket) throws MaildropException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LockConfig locks = new LockConfig(".pop3bridge/", Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10),
                LockConfig.INLINE_REMOVALS, true);
        return new StoredMaildrops(StoredMaildrops.Sources.of(_ -> bucket),
                new MaildropConfig(name, "mail/{user}/", Reading.of(LineEnds.DETECT), Deletion.PLAIN, Optional.empty()),
                new MaildropLocks(locks, new StoreMode(true, true, false), "test", registry), registry)
                .open(World.ANNA, Opening.of("session", Form.AS_STORED));
    }

    @Test
    void whatIsRemovedStaysInTheBucket() throws Exception {
        S3Client s3 = store.client();
        String name = "hold-" + UUID.randomUUID();
        s3.createBucket(request -> request.bucket(name).objectLockEnabledForBucket(true));
        s3.putObject(request -> request.bucket(name).key(KEY).objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON),
                RequestBody.fromString("evidence\r\n"));
        ObjectStore bucket = store.bucket(name, 1000);
        try (Maildrop maildrop = open(name, bucket)) {
            assertEquals(1, maildrop.count());
            maildrop.use();
            maildrop.remove(List.of(1));
        }
        try (Maildrop maildrop = open(name, bucket)) {
            assertEquals(0, maildrop.count());
        }
        List<ObjectVersion> versions = s3.listObjectVersions(request -> request.bucket(name).prefix(KEY)).versions();
        assertEquals(1, versions.size());
        String version = versions.getFirst().versionId();
        assertEquals("evidence\r\n",
                s3.getObjectAsBytes(request -> request.bucket(name).key(KEY).versionId(version)).asString(US_ASCII));
        assertThrows(S3Exception.class,
                () -> s3.deleteObject(request -> request.bucket(name).key(KEY).versionId(version)));
    }
}
