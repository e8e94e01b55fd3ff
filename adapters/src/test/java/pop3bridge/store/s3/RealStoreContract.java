package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Page;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStore.Target;
import pop3bridge.store.ObjectStoreContract;
import pop3bridge.store.RealStore;
import pop3bridge.store.StoreException;

/** The contract, and tests for faults that only networked stores can have. */
interface RealStoreContract extends ObjectStoreContract {
    /** The store that the tests of this class have. */
    RealStore store();

    @Override
    default ObjectStore emptyBucket(int page) {
        return store().bucket(store().newBucket(), page);
    }

    @Test
    default void listingHasEveryKeyOnceOverPagesOfAThousand() throws Exception {
        ObjectStore bucket = emptyBucket(S3ObjectStore.PAGE);
        List<String> keys = IntStream.range(0, 2_300).mapToObj(i -> "m/%04d.é".formatted(i * 7919 % 10_000)).sorted()
                .toList();
        putAll(bucket, keys);
        List<Page> pages = pages(bucket);
        assertEquals(List.of(1000, 1000, 300), pages.stream().map(page -> page.entries().size()).toList());
        assertEquals(keys, keys(pages));
        for (Page page : pages) {
            assertEquals(List.of(),
                    bucket.deleteBatch(page.entries().stream().map(entry -> Target.of(entry.key())).toList()));
        }
        assertEquals(List.of(), keys(pages(bucket)));
    }

    /** A key that XML cannot hold spoils neither the page nor the batch that it is in. */
    @Test
    default void keysThatXmlCannotHoldAreKeysLikeOthers() throws Exception {
        assertKeysLikeOthers("m/1", "m/a\u0001b", "m/bell\u0007", "m/esc\u001b[0m", "m/z\uFFFF", "m/é");
    }

    /** XML has other line ends and white space than the key, unless who writes it takes care. */
    @Test
    default void keysWithLineEndsAreKeysLikeOthers() throws Exception {
        assertKeysLikeOthers("m/ 1 ", "m/end\n", "m/end\r", "m/end\r\n", "m/mid\rdle", "m/tab\tle");
    }

    private void assertKeysLikeOthers(String... names) throws Exception {
        List<String> keys = List.of(names);
        ObjectStore bucket = emptyBucket(S3ObjectStore.PAGE);
        putAll(bucket, keys);
        assertEquals(keys, keys(pages(bucket)));
        for (String key : keys) {
            try (Download download = bucket.get(key, Range.ALL, Optional.empty())) {
                assertArrayEquals(key.getBytes(UTF_8), download.readAll(100));
            }
        }
        assertEquals(List.of(), bucket.deleteBatch(keys.stream().skip(1).map(Target::of).toList()));
        assertEquals(keys.subList(0, 1), keys(pages(bucket)));
    }

    private static void putAll(ObjectStore bucket, List<String> keys) throws Exception {
        RealStore.putAll(bucket, keys.stream().collect(Collectors.toMap(key -> key, key -> key.getBytes(UTF_8))));
    }

    private static List<Page> pages(ObjectStore bucket) throws StoreException, IOException {
        List<Page> pages = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            pages.add(bucket.list("m/", next));
            next = pages.getLast().next();
        } while (next.isPresent());
        return pages;
    }

    private static List<String> keys(List<Page> pages) {
        return pages.stream().flatMap(page -> page.entries().stream()).map(Entry::key).sorted().toList();
    }
}
