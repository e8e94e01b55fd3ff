package pop3bridge.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.Download;
import pop3bridge.store.EmbeddedStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStoreContract;
import pop3bridge.store.S3Stores;
import pop3bridge.store.SmallPages;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** The bridge's own client and the embedded store together keep what is asked of an object store. */
final class S3ProxyIT implements ObjectStoreContract {
    private static final String BUCKET = "bucket";
    private static final int THREADS = 8;
    private static final int ROUNDS = 15;

    private final EmbeddedStore.Running running;
    private final S3Stores stores;

    S3ProxyIT(@TempDir Path folder) throws Exception {
        running = new S3ProxyStore().start(folder, BUCKET);
        stores = S3Stores.open(running.config(), new SimpleMeterRegistry());
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

    /** Objects are files here: where a folder is there can be none. */
    @Override
    @Test
    public void anObjectMayHaveTheNameOfAPrefix() throws Exception {
        ObjectStore store = emptyBucket(1000);
        store.put("m/a", new byte[0], Condition.always());
        StoreException refused = assertThrows(StoreException.class,
                () -> store.put("m", new byte[0], Condition.always()));
        assertEquals(Reason.UNAVAILABLE, refused.reason());
    }

    @Test
    void ofManyWhoCreateOneWins() throws Exception {
        ObjectStore store = emptyBucket(1000);
        for (int round = 0; round < ROUNDS; round++) {
            assertOneWins(store, "locks/" + round, round, Condition.absent());
        }
    }

    @Test
    void ofManyWhoSwapOneWins() throws Exception {
        ObjectStore store = emptyBucket(1000);
        store.put("lock", "begin".getBytes(US_ASCII), Condition.absent());
        for (int round = 0; round < ROUNDS; round++) {
            assertOneWins(store, "lock", round, Condition.matches(etag(store, "lock")));
        }
    }

    /** Each writes something else: equal bodies would have equal ETags. */
    private static void assertOneWins(ObjectStore store, String key, int round, Condition condition)
            throws Exception {
        List<Integer> winners = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Boolean>> all = IntStream.range(0, THREADS).mapToObj(i -> threads.submit(() -> {
                start.await();
                return wins(store, key, round + "/" + i, condition);
            })).toList();
            for (int i = 0; i < THREADS; i++) {
                if (all.get(i).get()) {
                    winners.add(i);
                }
            }
        }
        assertEquals(1, winners.size(), () -> key + ": " + winners);
        assertEquals(round + "/" + winners.getFirst(), read(store, key));
    }

    private static boolean wins(ObjectStore store, String key, String body, Condition condition) throws StoreException {
        try {
            store.put(key, body.getBytes(US_ASCII), condition);
            return true;
        } catch (StoreException e) {
            if (e.reason() != Reason.PRECONDITION_FAILED) {
                throw e;
            }
            return false;
        }
    }

    private static String etag(ObjectStore store, String key) throws StoreException {
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            return download.etag();
        }
    }

    private static String read(ObjectStore store, String key) throws StoreException, IOException {
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            return new String(download.readAll(100), US_ASCII);
        }
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
