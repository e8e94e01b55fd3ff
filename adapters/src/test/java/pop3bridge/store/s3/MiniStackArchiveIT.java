package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.Download;
import pop3bridge.store.MiniStack;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStore.Restore;
import pop3bridge.store.RealStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Objects in storage classes from which they have to be restored; MiniStack does it in two seconds. */
@Tag("ministack")
@ExtendWith(MiniStack.class)
@Timeout(60)
record MiniStackArchiveIT(RealStore store) {
    private static final String KEY = "mail/anna/m1";
    private static final Restore HOW = new Restore(3, Restore.Tier.BULK);

    private static Optional<Reason> read(ObjectStore bucket) {
        try (Download download = bucket.get(KEY, Range.ALL, Optional.empty())) {
            assertEquals(1, download.length());
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(e.reason());
        }
    }

    private ObjectStore archived(String name) {
        store.client().putObject(
                request -> request.bucket(name).key(KEY).storageClass(StorageClass.DEEP_ARCHIVE),
                RequestBody.fromBytes(new byte[1]));
        return store.bucket(name, 1000);
    }

    @Test
    void anArchivedObjectIsReadableAfterItsRestore() throws Exception {
        ObjectStore bucket = archived(store.newBucket());
        assertEquals(Optional.of(Reason.ARCHIVED), read(bucket));
        bucket.restore(KEY, HOW);
        bucket.restore(KEY, HOW);
        assertEquals(Optional.of(Reason.ARCHIVED), read(bucket), "it is in progress");
        while (read(bucket).isPresent()) {
            Thread.sleep(50);
        }
        bucket.restore(KEY, HOW);
        assertEquals(Optional.empty(), read(bucket));
    }

    @Test
    void whatIsNotArchivedNeedsNoRestore() throws Exception {
        String name = store.newBucket();
        ObjectStore bucket = store.bucket(name, 1000);
        assertEquals(Reason.NOT_FOUND,
                assertThrows(StoreException.class, () -> bucket.restore(KEY, HOW)).reason());
        bucket.put(KEY, new byte[1], ObjectStore.Condition.always());
        bucket.restore(KEY, HOW);
        assertEquals(Optional.empty(), read(bucket));
    }
}
