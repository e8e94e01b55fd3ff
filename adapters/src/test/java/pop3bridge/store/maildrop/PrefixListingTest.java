package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pop3bridge.store.Entry;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

class PrefixListingTest {
    private static final String PREFIX = "m/";
    private static final int PAGE = 100;

    private final MemoryStore memory = new MemoryStore(InstantSource.system(), PAGE);
    private final AtomicInteger requests = new AtomicInteger();
    private final PrefixListing listing = new PrefixListing();

    /** Counts requests. */
    private class Counting extends ForwardingStore {
        private Counting() {
            super(memory);
        }

        @Override
        public Page list(String prefix, Optional<String> token) throws StoreException {
            requests.incrementAndGet();
            return super.list(prefix, token);
        }

        @Override
        public Page listAfter(String prefix, String key) throws StoreException {
            requests.incrementAndGet();
            return super.listAfter(prefix, key);
        }
    }

    private List<String> fill(List<String> names) throws StoreException {
        memory.put("l/before", new byte[1], ObjectStore.Condition.always());
        memory.put("n/after", new byte[1], ObjectStore.Condition.always());
        for (String name : names) {
            memory.put(PREFIX + name, new byte[1], ObjectStore.Condition.always());
        }
        return names.stream().filter(name -> name.indexOf('/') < 0).map(PREFIX::concat).distinct()
                .sorted(Comparator.comparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                .toList();
    }

    private List<String> all(ObjectStore store) throws StoreException {
        return listing.all(store, PREFIX).stream().map(Entry::key).toList();
    }

    private static List<List<String>> maildrops() {
        Random random = new Random(11);
        List<String> clustered = new ArrayList<>();
        for (int i = 0; i < 9000; i++) {
            clustered.add(Integer.toString((int) Math.abs(random.nextGaussian() * 1e4), 7));
        }
        Stream<List<String>> sized = Stream.of(0, 1, PAGE, PAGE + 1, 4 * PAGE, 4 * PAGE + 1, 555, 1000, 9999, 30_000)
                .map(count -> IntStream.range(0, count).mapToObj("%06d.eml"::formatted).toList());
        Stream<List<String>> others = Stream.of(
                IntStream.range(0, 20_000).mapToObj(_ -> Long.toString(random.nextLong() >>> 1, 36)).toList(),
                IntStream.range(0, 9999).mapToObj(n -> n < 5000 ? "a" + n : "z%04d".formatted(n)).toList(),
                IntStream.range(0, 900).mapToObj("x"::repeat).skip(1).toList(),
                IntStream.range(0, 4000).mapToObj(n -> n % 3 == 0 ? "folder" + n + "/mail" : "f" + n).toList(),
                IntStream.range(0, 4000).mapToObj(n -> "%04d".formatted(n) + (n == 3333 ? "\u00fc" : "")).toList(),
                IntStream.range(0, 900).mapToObj(n -> (n % 2 == 0 ? "\uff41" : "\ud83d\ude00") + n).toList(),
                clustered);
        return Stream.concat(sized, others).toList();
    }

    @ParameterizedTest
    @MethodSource("maildrops")
    void allObjectsOnceInOrderWithFewRequestsMore(List<String> names) throws StoreException {
        List<String> expected = fill(names);
        assertEquals(expected, all(new Counting()));
        int pages = Math.max(1, (expected.size() + PAGE - 1) / PAGE);
        assertTrue(requests.get() <= (pages <= 4 ? pages : pages * 1.4 + 3), pages + " pages, " + requests);
    }

    @Test
    void rangesAreReadAtTheSameTime() throws StoreException {
        List<String> expected = fill(IntStream.range(0, 9999).mapToObj("%06d"::formatted).toList());
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        assertEquals(expected, all(new ForwardingStore(memory) {
            @Override
            public Page listAfter(String prefix, String key) throws StoreException {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                try {
                    Thread.sleep(20);
                    return super.listAfter(prefix, key);
                } catch (InterruptedException e) {
                    throw new StoreException(Reason.UNAVAILABLE, "interrupted", e);
                } finally {
                    now.decrementAndGet();
                }
            }
        }));
        assertTrue(most.get() > 2 && most.get() <= 8, most::toString);
    }

    @Test
    void aStoreThatIgnoresWhereToBeginIsReadPageByPage() throws StoreException {
        List<String> expected = fill(IntStream.range(0, 2000).mapToObj("%06d"::formatted).toList());
        ObjectStore store = new Counting() {
            @Override
            public Page listAfter(String prefix, String key) throws StoreException {
                return list(prefix, Optional.empty());
            }
        };
        assertEquals(expected, all(store));
        requests.set(0);
        assertEquals(expected, all(store));
        assertEquals(20, requests.get());
    }

    @Test
    void aStoreWithAnotherOrderIsReadPageByPage() throws StoreException {
        List<String> expected = fill(IntStream.range(0, 2000).mapToObj("%06d"::formatted).toList());
        List<String> found = all(new Counting() {
            @Override
            public Page list(String prefix, Optional<String> token) throws StoreException {
                Page page = super.list(prefix, token);
                List<Entry> shuffled = new ArrayList<>(page.entries());
                Collections.reverse(shuffled);
                return new Page(shuffled, page.next());
            }

            @Override
            public Page listAfter(String prefix, String key) {
                throw new UnsupportedOperationException();
            }
        });
        assertEquals(expected, found.stream().sorted().toList());
    }

    @Test
    void aListingThatFailsIsNoListing() throws StoreException {
        fill(IntStream.range(0, 9999).mapToObj("%06d"::formatted).toList());
        AtomicInteger count = new AtomicInteger();
        StoreException failure = assertThrows(StoreException.class, () -> all(new ForwardingStore(memory) {
            @Override
            public Page listAfter(String prefix, String key) throws StoreException {
                if (count.incrementAndGet() == 7) {
                    throw new StoreException(Reason.THROTTLED, "slow down");
                }
                return super.listAfter(prefix, key);
            }
        }));
        assertEquals(Reason.THROTTLED, failure.reason());
    }
}
