package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import pop3bridge.store.Entry;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore.Condition;

class RemovedMailTest {
    private static final Instant MONDAY = Instant.parse("2026-11-02T08:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-03T08:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(MONDAY);
    private final MemoryStore store = new MemoryStore(now::get, 2);
    private final RemovedMail removed = new RemovedMail(store, new Address("mail", "mail/anna/"), "removed/anna/");

    private void put(String key, String text) throws Exception {
        store.put(key, text.getBytes(StandardCharsets.UTF_8), Condition.always());
    }

    private static List<String> keys(List<Entry> entries) {
        return entries.stream().map(Entry::key).toList();
    }

    @Test
    void copiesComeInTheOrderOfRemoval() throws Exception {
        put("removed/anna/b", "b");
        put("removed/bert/c", "c");
        now.set(TUESDAY);
        put("removed/anna/a", "a");
        assertEquals(List.of("removed/anna/b", "removed/anna/a"), keys(removed.since(Instant.EPOCH)));
        assertEquals(List.of("removed/anna/a"), keys(removed.since(TUESDAY)));
    }

    @Test
    void aRestoredMessageHasANewNameAndNoCopy() throws Exception {
        put("removed/anna/m1", "one");
        assertTrue(removed.restore(removed.since(Instant.EPOCH).getFirst()));
        assertEquals(1, store.contents().size());
        String key = store.contents().keySet().iterator().next();
        assertTrue(key.matches("mail/anna/restored-20261102T080000Z-[0-9a-f]{16}\\.eml"), key);
        assertEquals(List.of(), removed.since(Instant.EPOCH));
    }

    /** Copies are made before the deletion is committed, which may then fail. */
    @Test
    void whatIsStillInTheMaildropIsLeftOut() throws Exception {
        put("mail/anna/m1", "one");
        put("removed/anna/m1", "one");
        put("mail/anna/m2", "another message by this name");
        put("removed/anna/m2", "two");
        assertEquals(List.of("removed/anna/m2"), keys(removed.since(Instant.EPOCH)));
    }

    @Test
    void aRepetitionWritesTheSameObject() throws Exception {
        put("removed/anna/m1", "one");
        Entry copy = removed.since(Instant.EPOCH).getFirst();
        assertTrue(removed.restore(copy));
        put("removed/anna/m1", "one");
        assertTrue(removed.restore(copy));
        assertEquals(1, store.contents().size());
    }

    @Test
    void aCopyThatIsGoneOrAnotherOneIsNotRestored() throws Exception {
        put("removed/anna/m1", "one");
        put("removed/anna/m2", "two");
        List<Entry> copies = removed.since(Instant.EPOCH);
        store.delete("removed/anna/m1", Condition.always());
        put("removed/anna/m2", "changed");
        assertFalse(removed.restore(copies.getFirst()));
        assertFalse(removed.restore(copies.getLast()));
        assertEquals(List.of("removed/anna/m2"), List.copyOf(store.contents().keySet()));
    }
}
