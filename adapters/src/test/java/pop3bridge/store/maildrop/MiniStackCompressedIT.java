package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static pop3bridge.store.compression.Compressions.compressed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
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
import pop3bridge.store.compression.Compression;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.probe.StoreMode;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Compressed messages in a real store, which knows the compression from a header only. */
@Tag("ministack")
@ExtendWith(MiniStack.class)
@Timeout(60)
final class MiniStackCompressedIT {
    private static final String TEXT = "Subject: compressed\n\n" + "one line\n".repeat(40_000);

    private final RealStore store;
    private final S3Client owner;
    private final String bucket = "test-" + UUID.randomUUID();

    MiniStackCompressedIT(RealStore store) {
        this.store = store;
        owner = store.client();
        owner.createBucket(request -> request.bucket(bucket));
    }

    private Maildrop open() throws MaildropException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LockConfig locks = new LockConfig(".pop3bridge/", Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10),
                LockConfig.INLINE_REMOVALS, true);
        return new StoredMaildrops(StoredMaildrops.Sources.of(_ -> store.bucket(bucket, 1000)),
                new MaildropConfig(bucket, "mail/{user}/", Reading.of(LineEnds.DETECT),
                        new Deletion(false, Optional.of("trash/{user}/"), false), Optional.empty()),
                new MaildropLocks(locks, new StoreMode(true, true, true), "test", registry), registry)
                .open(World.ANNA, Opening.of("session", Form.AS_STORED));
    }

    @ParameterizedTest
    @EnumSource
    void clientsGetTheMessageAndTheTrashTheObject(Compression compression) throws Exception {
        byte[] object = compressed(compression, TEXT.getBytes(ISO_8859_1));
        owner.putObject(request -> request.bucket(bucket).key(World.PREFIX + "m1")
                .contentEncoding(compression.toString()), RequestBody.fromBytes(object));
        try (Maildrop maildrop = open()) {
            assertEquals(TEXT.length() + 40_002, maildrop.sizes(List.of(1))[0]);
            try (Content content = maildrop.open(1)) {
                assertEquals(TEXT, World.read(content));
            }
            maildrop.remove(List.of(1));
        }
        ResponseBytes<GetObjectResponse> kept = owner.getObjectAsBytes(request -> request.bucket(bucket)
                .key(owner.listObjectsV2(list -> list.bucket(bucket).prefix("trash/")).contents().getFirst().key()));
        assertEquals(compression.toString(), kept.response().contentEncoding());
        assertArrayEquals(object, kept.asByteArray());
    }
}
