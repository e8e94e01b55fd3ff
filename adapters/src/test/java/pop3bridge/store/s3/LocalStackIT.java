package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.LocalStack;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.RealStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The contract on LocalStack, and its two faults for which the bridge has workarounds. */
@Tag("localstack")
@ExtendWith(LocalStack.class)
record LocalStackIT(RealStore store) implements RealStoreContract {
    /** Why {@code MaildropLock} has a way without it. */
    @Test
    void aConditionalDeleteIsNotImplemented() throws Exception {
        ObjectStore bucket = emptyBucket(S3ObjectStore.PAGE);
        String etag = bucket.put("lock", "held".getBytes(UTF_8), Condition.absent());
        StoreException refused = assertThrows(StoreException.class,
                () -> bucket.delete("lock", Condition.matches(etag)));
        assertEquals(Reason.NOT_IMPLEMENTED, refused.reason());
        bucket.get("lock", Range.ALL, Optional.empty()).close();
    }

    /** Why {@code S3ObjectStore} asks for keys as they are. */
    @Test
    void keysInUrlEncodingAreLostBehindAPage() {
        String bucket = store.newBucket();
        List<String> keys = List.of("a", "z", "é");
        keys.forEach(key -> store.client().putObject(request -> request.bucket(bucket).key(key),
                RequestBody.fromString(key)));
        List<String> listed = store.client().listObjectsV2Paginator(request -> request.bucket(bucket).maxKeys(2)
                .encodingType(EncodingType.URL)).contents().stream().map(S3Object::key).toList();
        assertEquals(List.of("a", "z"), listed);
    }
}
