package pop3bridge.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException.Reason;

/** Conditions are enforced under concurrent requests for one object. */
public interface RaceContract {
    int THREADS = 8;
    int ROUNDS = 15;

    /** An empty bucket whose listings have pages of so many keys. */
    ObjectStore emptyBucket(int page) throws Exception;

    @Test
    default void ofManyWhoCreateOneWins() throws Exception {
        ObjectStore store = emptyBucket(1000);
        for (int round = 0; round < ROUNDS; round++) {
            assertOneWins(store, "locks/" + round, round, Condition.absent());
        }
    }

    @Test
    default void ofManyWhoSwapOneWins() throws Exception {
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
}
