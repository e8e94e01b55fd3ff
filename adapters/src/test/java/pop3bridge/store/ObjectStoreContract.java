package pop3bridge.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStore.Target;
import pop3bridge.store.StoreException.Reason;

/** The contract of the object store port, tested for each implementation and each kind of store behind it. */
public interface ObjectStoreContract extends RaceContract {
    private static Reason reason(Executable request) {
        return assertThrows(StoreException.class, request).reason();
    }

    private static byte[] read(ObjectStore store, String key) throws StoreException, IOException {
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            return download.readAll(64 * 1024 * 1024);
        }
    }

    private static List<String> keys(ObjectStore store, String prefix) throws StoreException {
        List<String> keys = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ObjectStore.Page page = store.list(prefix, next);
            page.entries().forEach(entry -> keys.add(entry.key()));
            next = page.next();
        } while (next.isPresent());
        return keys.stream().sorted().toList();
    }

    @Test
    default void whatIsReadIsWhatWasWritten() throws Exception {
        ObjectStore store = emptyBucket(1000);
        byte[] large = new byte[300_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ((i * 31) >> 3);
        }
        for (byte[] body : List.of(new byte[0], new byte[]{0, 13, 10, 46, -1}, large)) {
            store.put("m/1", body, Condition.always());
            assertArrayEquals(body, read(store, "m/1"));
        }
    }

    @Test
    default void aListingCanBeginAfterAKey() throws Exception {
        ObjectStore store = emptyBucket(2);
        for (String key : List.of("m/a", "m/b", "m/c", "m/d/e", "m/f", "n/a")) {
            store.put(key, new byte[1], Condition.always());
        }
        for (String start : List.of("m/a", "m/aa")) {
            ObjectStore.Page page = store.listAfter("m/", start);
            assertEquals(List.of("m/b", "m/c"), page.entries().stream().map(Entry::key).toList(), start);
            assertEquals(List.of("m/f"), store.list("m/", page.next()).entries().stream().map(Entry::key).toList());
        }
        assertEquals(new ObjectStore.Page(List.of(), Optional.empty()), store.listAfter("m/", "m/z"));
    }

    @Test
    default void putGetAndListAgreeOnETagAndSize() throws Exception {
        ObjectStore store = emptyBucket(1000);
        String etag = store.put("m/1", "one".getBytes(UTF_8), Condition.always());
        try (Download download = store.get("m/1", Range.ALL, Optional.empty())) {
            assertEquals(etag, download.etag());
            assertEquals(3, download.length());
        }
        Entry entry = store.list("m/", Optional.empty()).entries().getFirst();
        assertEquals(etag, entry.etag());
        assertEquals(3, entry.size());
        assertTrue(Duration.between(entry.lastModified(), Instant.now()).abs().compareTo(Duration.ofMinutes(1)) < 0);
    }

    @Test
    default void whatIsNotThereIsNotFound() throws Exception {
        ObjectStore store = emptyBucket(1000);
        assertEquals(Reason.NOT_FOUND, reason(() -> store.get("m/none", Range.ALL, Optional.empty())));
        assertEquals(List.of(), keys(store, "m/"));
    }

    @Test
    default void rangesAreClipped() throws Exception {
        ObjectStore store = emptyBucket(1000);
        store.put("m/1", "0123456789".getBytes(UTF_8), Condition.always());
        store.put("m/empty", new byte[0], Condition.always());
        assertEquals("345", range(store, "m/1", 3, 3));
        assertEquals("89", range(store, "m/1", 8, 100));
        assertEquals("", range(store, "m/1", 10, 5));
        assertEquals("", range(store, "m/empty", 0, 5));
        assertEquals("23456789", range(store, "m/1", 2, Long.MAX_VALUE));
    }

    private static String range(ObjectStore store, String key, long first, long length)
            throws StoreException, IOException {
        try (Download download = store.get(key, new Range(first, length), Optional.empty())) {
            return new String(download.readAll(100), UTF_8);
        }
    }

    @Test
    default void aReplacedObjectIsNotReadForTheOldOne() throws Exception {
        ObjectStore store = emptyBucket(1000);
        String old = store.put("m/1", "old".getBytes(UTF_8), Condition.always());
        String replaced = store.put("m/1", "new".getBytes(UTF_8), Condition.always());
        assertNotEquals(old, replaced);
        assertEquals(Reason.PRECONDITION_FAILED, reason(() -> store.get("m/1", Range.ALL, Optional.of(old))));
        assertEquals(Reason.PRECONDITION_FAILED, reason(() -> store.get("m/1", new Range(0, 2), Optional.of(old))));
        store.get("m/1", Range.ALL, Optional.of(replaced)).close();
    }

    @Test
    default void creatingIsRefusedWhereSomethingIs() throws Exception {
        ObjectStore store = emptyBucket(1000);
        store.put("lock", "first".getBytes(UTF_8), Condition.absent());
        assertEquals(Reason.PRECONDITION_FAILED,
                reason(() -> store.put("lock", "second".getBytes(UTF_8), Condition.absent())));
        assertArrayEquals("first".getBytes(UTF_8), read(store, "lock"));
    }

    @Test
    default void swappingIsRefusedOnAnotherETagAndWhereNothingIs() throws Exception {
        ObjectStore store = emptyBucket(1000);
        String first = store.put("lock", "first".getBytes(UTF_8), Condition.absent());
        String second = store.put("lock", "second".getBytes(UTF_8), Condition.matches(first));
        assertEquals(Reason.PRECONDITION_FAILED,
                reason(() -> store.put("lock", "third".getBytes(UTF_8), Condition.matches(first))));
        assertArrayEquals("second".getBytes(UTF_8), read(store, "lock"));
        store.delete("lock", Condition.always());
        Reason absent = reason(() -> store.put("lock", "late".getBytes(UTF_8), Condition.matches(second)));
        assertTrue(absent == Reason.NOT_FOUND || absent == Reason.PRECONDITION_FAILED, absent.name());
        assertEquals(Reason.NOT_FOUND, reason(() -> store.get("lock", Range.ALL, Optional.empty())));
    }

    @Test
    default void aCopyIsOfTheVersionThatIsAskedFor() throws Exception {
        ObjectStore store = emptyBucket(1000);
        String old = store.put("m/a b+ü", "old".getBytes(UTF_8), Condition.always());
        store.put("r/a b+ü", "there".getBytes(UTF_8), Condition.always());
        store.copy("m/a b+ü", old, "r/a b+ü");
        assertArrayEquals("old".getBytes(UTF_8), read(store, "r/a b+ü"));
        store.put("m/a b+ü", "new".getBytes(UTF_8), Condition.always());
        assertEquals(Reason.PRECONDITION_FAILED, reason(() -> store.copy("m/a b+ü", old, "r/a b+ü")));
        assertEquals(Reason.NOT_FOUND, reason(() -> store.copy("m/none", old, "r/none")));
        assertEquals(List.of("m/a b+ü"), keys(store, "m/"));
        assertEquals(List.of("r/a b+ü"), keys(store, "r/"));
        assertArrayEquals("old".getBytes(UTF_8), read(store, "r/a b+ü"));
    }

    @Test
    default void deletingOnAnotherETagIsRefused() throws Exception {
        ObjectStore store = emptyBucket(1000);
        String etag = store.put("lock", "first".getBytes(UTF_8), Condition.absent());
        Reason refused = reason(() -> store.delete("lock", Condition.matches("\"00000000000000000000000000000000\"")));
        assertTrue(refused == Reason.PRECONDITION_FAILED || refused == Reason.NOT_IMPLEMENTED, refused.name());
        assertArrayEquals("first".getBytes(UTF_8), read(store, "lock"));
        if (refused == Reason.PRECONDITION_FAILED) {
            store.delete("lock", Condition.matches(etag));
            assertEquals(List.of(), keys(store, ""));
        }
    }

    @Test
    default void deletingWhatIsNotThereSucceeds() throws Exception {
        ObjectStore store = emptyBucket(1000);
        store.delete("m/none", Condition.always());
        assertEquals(List.of(), store.deleteBatch(Targets.of("m/none", "m/none2")));
    }

    @Test
    default void aBatchDeletesAllOfItAndNothingElse() throws Exception {
        ObjectStore store = emptyBucket(1000);
        for (String key : List.of("m/1", "m/2", "m/ü", "m/3")) {
            store.put(key, key.getBytes(UTF_8), Condition.always());
        }
        assertEquals(List.of(), store.deleteBatch(Targets.of("m/1", "m/ü", "m/3")));
        assertEquals(List.of("m/2"), keys(store, "m/"));
    }

    @Test
    default void listingKnowsSubPrefixesAndOtherPrefixesApart() throws Exception {
        ObjectStore store = emptyBucket(2);
        for (String key : List.of("m/a", "m/b", "m/c", "m/sub/d", "m/sub/e", "n/f", "ma", "g")) {
            store.put(key, key.getBytes(UTF_8), Condition.always());
        }
        assertEquals(List.of("m/a", "m/b", "m/c"), keys(store, "m/"));
        assertEquals(List.of("g", "ma"), keys(store, ""));
    }

    @Test
    default void anObjectMayHaveTheNameOfAPrefix() throws Exception {
        ObjectStore store = emptyBucket(1000);
        for (String key : List.of("m/a", "m", "m/")) {
            store.put(key, key.getBytes(UTF_8), Condition.always());
        }
        assertEquals(List.of("m/", "m/a"), keys(store, "m/"));
        assertEquals(List.of("m"), keys(store, ""));
        assertArrayEquals("m".getBytes(UTF_8), read(store, "m"));
    }

    @Test
    default void listingHasEveryKeyOnceOverManyPages() throws Exception {
        ObjectStore store = emptyBucket(7);
        List<String> keys = IntStream.range(0, 50).mapToObj(i -> "m/" + i * 7919 % 1000).sorted().toList();
        for (String key : keys) {
            store.put(key, key.getBytes(UTF_8), Condition.always());
        }
        assertEquals(keys, keys(store, "m/"));
    }

    @Test
    default void oddKeysAreListedReadAndDeletedAsTheyAre() throws Exception {
        ObjectStore store = emptyBucket(2);
        List<String> keys = IntStream.range(0, oddNames().size()).mapToObj(i -> "m/" + oddNames().get(i)).sorted()
                .toList();
        for (String key : keys) {
            store.put(key, key.getBytes(UTF_8), Condition.always());
        }
        assertEquals(keys, keys(store, "m/"));
        for (String key : keys) {
            assertArrayEquals(key.getBytes(UTF_8), read(store, key));
        }
        assertEquals(List.of(), store.deleteBatch(keys.stream().map(Target::of).toList()));
        assertEquals(List.of(), keys(store, "m/"));
    }

    /** Names that producers of mail write. */
    default List<String> oddNames() {
        return List.of("0", "A", "a", "a b", "a+b", "a-b", "aa", "b", "z&<>", "é", "\uFF41", "\uD83D\uDE00", "%41",
                "%2F",
                "user@example.com", "1700000000.M1P2.host,S=12:2,S", "q\"q", "it's", "a=b;c", "#", "?x=1");
    }

    @Test
    default void anAbandonedReadingDoesNoHarm() throws Exception {
        ObjectStore store = emptyBucket(1000);
        store.put("m/1", new byte[2_000_000], Condition.always());
        for (int i = 0; i < 20; i++) {
            try (Download download = store.get("m/1", Range.ALL, Optional.empty())) {
                assertTrue(download.read(new byte[10]) > 0);
            }
        }
        assertFalse(keys(store, "m/").isEmpty());
    }
}
