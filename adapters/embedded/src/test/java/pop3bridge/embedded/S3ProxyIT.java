package pop3bridge.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStoreContract;
import pop3bridge.store.SmallPages;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.s3.EmbeddedStore;
import pop3bridge.store.s3.S3Stores;

/** The bridge's S3 client and the embedded store fulfil the object store contract. */
final class S3ProxyIT implements ObjectStoreContract {
    private static final String BUCKET = "bucket";

    private final EmbeddedStore.Running running;
    private final S3Stores stores;

    S3ProxyIT(@TempDir Path folder) throws Exception {
        running = new S3ProxyStore().start(folder, BUCKET);
        stores = S3Stores.open(running.config(), Duration.ofSeconds(15), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        stores.close();
        running.close();
    }

    @Override
    public ObjectStore emptyBucket(int page) {
        return running.serialized(SmallPages.bucket(stores, BUCKET, page));
    }

    /** Not here. */
    @Override
    public void anObjectMayHaveTheNameOfAPrefix() {}

    /** Objects are files here: where a folder is there can be none. */
    @Test
    void anObjectCannotHaveTheNameOfAPrefix() throws Exception {
        ObjectStore store = emptyBucket(1000);
        store.put("m/a", new byte[0], Condition.always());
        StoreException refused = assertThrows(StoreException.class,
                () -> store.put("m", new byte[0], Condition.always()));
        assertEquals(Reason.UNAVAILABLE, refused.reason());
    }

    @Test
    void sampleMailComesThroughWhole() throws Exception {
        ObjectStore store = emptyBucket(3);
        var mail = SampleMail.messages();
        for (var message : mail.entrySet()) {
            store.put("mail/demo/" + message.getKey(), message.getValue(), Condition.always());
        }
        for (var message : mail.entrySet()) {
            try (Download download = store.get("mail/demo/" + message.getKey(), Range.ALL, Optional.empty())) {
                assertArrayEquals(message.getValue(), download.readAll(10_000_000), message.getKey());
            }
        }
    }
}
