package pop3bridge.store.probe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStore.Refusal;
import pop3bridge.store.ObjectStore.Target;
import pop3bridge.store.StoreException;

/**
 * Keys under the scratch prefix of one probe. It records them all, so that cleanup does not depend on the store's
 * listings.
 */
final class Scratch {
    private static final Logger log = LoggerFactory.getLogger(Scratch.class);

    /** How many objects are deleted at the same time. */
    private static final int DELETIONS = 8;

    private final ObjectStore store;
    private final String prefix;
    private final AtomicInteger last = new AtomicInteger();
    private final NavigableSet<String> keys = new ConcurrentSkipListSet<>();

    /**
     * @param unique names the objects of one probe
     */
    Scratch(ObjectStore store, String controlPrefix, String unique) {
        this.store = store;
        this.prefix = controlPrefix + "probe/" + unique + "/";
    }

    String prefix() {
        return prefix;
    }

    /** Returns an unused key. */
    String newKey() {
        return remembered(prefix + last.incrementAndGet());
    }

    /** Returns unused keys in a new folder that contains no others. */
    List<String> newFolder(List<String> names) {
        String folder = prefix + last.incrementAndGet() + "/";
        return names.stream().map(name -> remembered(folder + name)).toList();
    }

    private String remembered(String key) {
        keys.add(key);
        return key;
    }

    /**
     * Writes an object. Callers use texts of different lengths, which have different ETags even in stores that derive
     * ETags from lengths.
     */
    String put(String key, String text) throws StoreException {
        return put(key, text, Condition.always());
    }

    String put(String key, String text, Condition condition) throws StoreException {
        return store.put(key, text.getBytes(StandardCharsets.US_ASCII), condition);
    }

    String etag(String key) throws StoreException {
        return etag(store, key);
    }

    static String etag(ObjectStore where, String key) throws StoreException {
        try (Download download = where.get(key, Range.ALL, Optional.empty())) {
            return download.etag();
        }
    }

    Optional<Entry> listed(String key) throws StoreException {
        return listed(store, key);
    }

    static Optional<Entry> listed(ObjectStore where, String key) throws StoreException {
        return where.list(key, Optional.empty()).entries().stream().filter(entry -> entry.key().equals(key))
                .findFirst();
    }

    /** Deletes an object in a batch of one. Throws a refusal of the object like a failure of the batch. */
    void deleteInBatch(String key, Optional<String> etag) throws StoreException {
        List<Refusal> refusals = store.deleteBatch(List.of(new Target(key, etag)));
        if (!refusals.isEmpty()) {
            throw new StoreException(refusals.getFirst().reason(), "DELETE batch: key refused: "
                    + refusals.getFirst().reason());
        }
    }

    /** Deletes an object that was created here, and forgets it. */
    void remove(String key) throws StoreException {
        store.delete(key, Condition.always());
        forget(key);
    }

    /** Called when it is certain that there is no object of this key. */
    void forget(String key) {
        keys.remove(key);
    }

    /** Deletes everything that was created here, as far as the store permits. */
    void clear() {
        try (ExecutorService deletions = Executors.newFixedThreadPool(DELETIONS, Thread.ofVirtual().factory())) {
            keys.forEach(key -> deletions.execute(() -> clear(key)));
        }
    }

    private void clear(String key) {
        try {
            remove(key);
        } catch (StoreException e) {
            log.atWarn().addKeyValue("key", key).addKeyValue("reason", e.getMessage())
                    .log("a test object may be left in the store: delete it");
        }
    }
}
