package pop3bridge.store.probe;

import java.io.IOException;
import java.util.Optional;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * Tests a store's conditional requests, one at a time. Each trial uses its own keys and can be repeated. A trial
 * returns a description of the violation, if any, and throws the exception of a request that should have succeeded.
 */
final class ConditionTrials {
    /**
     * The beginning of the {@code Server} header of moto, a mock for tests. Two of its threads can pass the check before either writes, but
     * too rarely for races to show it.
     */
    private static final String MOTO = "Werkzeug/";

    private final ObjectStore store;
    private final Scratch scratch;

    ConditionTrials(ObjectStore store, Scratch scratch) {
        this.store = store;
        this.scratch = scratch;
    }

    Optional<String> create() throws StoreException {
        String key = scratch.newKey();
        scratch.put(key, "created", Condition.absent());
        return Finding.unless(scratch.listed(key).isPresent(), "succeeded, but the object does not exist");
    }

    Optional<String> createRefused() throws StoreException {
        String key = scratch.newKey();
        scratch.put(key, "first");
        return refused(key, () -> scratch.put(key, "second one", Condition.absent()), Reason.PRECONDITION_FAILED);
    }

    Optional<String> swap() throws StoreException {
        String key = scratch.newKey();
        String put = scratch.put(key, "first");
        String first = scratch.etag(key);
        scratch.put(key, "second one", Condition.matches(put));
        String second = scratch.etag(key);
        scratch.put(key, "the third one", Condition.matches(second));
        return Finding.unless(!first.equals(second) && !second.equals(scratch.etag(key)),
                "succeeded, but the object was not replaced");
    }

    Optional<String> swapRefused() throws StoreException {
        String key = scratch.newKey();
        String old = scratch.put(key, "first");
        scratch.put(key, "second one");
        return refused(key, () -> scratch.put(key, "the third one", Condition.matches(old)),
                Reason.PRECONDITION_FAILED);
    }

    Optional<String> swapAbsent() throws StoreException {
        String key = scratch.newKey();
        String old = scratch.put(key, "first");
        store.delete(key, Condition.always());
        Optional<String> found = Finding.unlessFails(() -> scratch.put(key, "second one", Condition.matches(old)),
                Reason.NOT_FOUND,
                Reason.PRECONDITION_FAILED);
        return found.isPresent()
                ? found
                : Finding.unless(scratch.listed(key).isEmpty(), "refused, but the object was created");
    }

    Optional<String> delete() throws StoreException {
        String key = scratch.newKey();
        String etag = scratch.put(key, "first");
        store.delete(key, Condition.matches(etag));
        return Finding.unless(scratch.listed(key).isEmpty(), "succeeded, but the object still exists");
    }

    Optional<String> deleteRefused() throws StoreException {
        String key = scratch.newKey();
        String old = scratch.put(key, "first");
        scratch.put(key, "second one");
        return refused(key, () -> store.delete(key, Condition.matches(old)), Reason.PRECONDITION_FAILED);
    }

    Optional<String> batchEtag() throws StoreException {
        String key = scratch.newKey();
        String old = scratch.put(key, "first");
        String etag = scratch.put(key, "second one");
        Optional<String> found = refused(key, () -> scratch.deleteInBatch(key, Optional.of(old)),
                Reason.PRECONDITION_FAILED);
        if (found.isPresent()) {
            return found;
        }
        scratch.deleteInBatch(key, Optional.of(etag));
        return Finding.unless(scratch.listed(key).isEmpty(), "succeeded, but the object still exists");
    }

    Optional<String> atomic() throws StoreException, IOException {
        String key = scratch.newKey();
        scratch.put(key, "first");
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            return download.server().filter(name -> name.startsWith(MOTO))
                    .map(name -> "this is moto (Server: " + name + "), where two racing writers sometimes both win");
        }
    }

    /** Verifies that the request fails for this reason and leaves the object unchanged. */
    private Optional<String> refused(String key, Finding.Request request, Reason expected) throws StoreException {
        String before = scratch.etag(key);
        Optional<String> found = Finding.unlessFails(request, expected);
        return found.isPresent()
                ? found
                : Finding.unless(before.equals(scratch.etag(key)), "refused, but the object was changed");
    }
}
