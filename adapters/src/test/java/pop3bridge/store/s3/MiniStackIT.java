package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.MiniStack;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.RealStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** The contract on MiniStack, which enforces every condition. */
@Tag("ministack")
@ExtendWith(MiniStack.class)
record MiniStackIT(RealStore store) implements RealStoreContract {
    @Test
    void aConditionalDeleteIsCarriedOut() throws Exception {
        ObjectStore bucket = emptyBucket(S3ObjectStore.PAGE);
        String old = bucket.put("lock", "held".getBytes(UTF_8), Condition.absent());
        String etag = bucket.put("lock", "renewed".getBytes(UTF_8), Condition.matches(old));
        assertEquals(Reason.PRECONDITION_FAILED, assertThrows(StoreException.class,
                () -> bucket.delete("lock", Condition.matches(old))).reason());
        bucket.delete("lock", Condition.matches(etag));
        assertEquals(Reason.NOT_FOUND, assertThrows(StoreException.class,
                () -> bucket.get("lock", Range.ALL, Optional.empty())).reason());
        bucket.delete("lock", Condition.matches(etag));
    }
}
