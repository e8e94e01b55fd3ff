package pop3bridge.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;

class SerializedStoreTest {
    private static final String KEY = "lock";
    private static final int ROUNDS = 50;
    private static final int THREADS = 8;

    private final CheckThenActStore racy = new CheckThenActStore();
    private final ObjectStore store = new SerializedStore(racy, new KeyLocks());

    @Test
    void theStoreBelowLetsSeveralSwapsWin() throws Exception {
        assertTrue(swaps(racy) > ROUNDS);
    }

    @Test
    void oneOfManySwapsWinsInEachRound() throws Exception {
        assertEquals(ROUNDS, swaps(store));
    }

    @Test
    void deletionsAreHeldUpToo() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            racy.race(List.of(() -> store.put(KEY, new byte[0], Condition.always()),
                    () -> store.delete(KEY, Condition.always()), () -> store.deleteBatch(List.of("other", KEY)),
                    () -> store.deleteBatch(List.of(KEY, "other"))));
        }
        assertEquals(1, racy.mostAtATime());
    }

    @Test
    void twoViewsOfOneServerHoldEachOtherUp() throws Exception {
        var locks = new KeyLocks();
        var one = new SerializedStore(racy, locks);
        var other = new SerializedStore(racy, locks);
        racy.race(List.of(() -> one.put(KEY, new byte[0], Condition.always()),
                () -> other.put(KEY, new byte[0], Condition.always())));
        assertEquals(1, racy.mostAtATime());
    }

    @Test
    void batchesInOppositeOrderDoNotWaitForEachOther() throws Exception {
        var locks = new KeyLocks();
        var keys = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
        var threads = List.of(holding(locks, keys), holding(locks, keys.reversed()));
        for (Thread thread : threads) {
            assertTrue(thread.join(Duration.ofSeconds(30)), "the two wait for each other");
        }
    }

    private static Thread holding(KeyLocks locks, List<String> keys) {
        return Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < 10_000; i++) {
                locks.hold(keys).close();
            }
        });
    }

    /** How many swaps have won in all rounds. */
    private int swaps(ObjectStore swapped) throws Exception {
        var winners = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            String etag = swapped.put(KEY, new byte[0], Condition.always());
            racy.race(IntStream.range(0, THREADS).<CheckThenActStore.Action>mapToObj(_ -> () -> {
                try {
                    swapped.put(KEY, new byte[0], Condition.matches(etag));
                    winners.incrementAndGet();
                } catch (StoreException e) {
                    assertEquals(StoreException.Reason.PRECONDITION_FAILED, e.reason());
                }
            }).toList());
        }
        return winners.get();
    }
}
