package pop3bridge.store.probe;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import pop3bridge.store.Download;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** A store with a replica that misses some writes. */
final class LaggingCopy extends ForwardingStore {
    /** The writes. */
    enum Missing {
        CREATIONS,
        OVERWRITES,
        DELETIONS,
        BATCHES
    }

    private final Missing missing;
    private final MemoryStore copy = new MemoryStore(InstantSource.system(), 2);

    LaggingCopy(ObjectStore store, Missing missing) {
        super(store);
        this.missing = missing;
    }

    /** The store as it is for those who read from the copy. */
    ObjectStore readFrom() {
        return new ForwardingStore(this) {
            @Override
            public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
                return copy.get(key, range, ifMatch);
            }
        };
    }

    /** The store as it is for those who list the copy. */
    ObjectStore listedFrom() {
        return new ForwardingStore(this) {
            @Override
            public Page list(String prefix, Optional<String> token) {
                return copy.list(prefix, token);
            }
        };
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        String etag = super.put(key, body, condition);
        boolean overwrites = Scratch.listed(copy, key).isPresent();
        if (missing != (overwrites ? Missing.OVERWRITES : Missing.CREATIONS)) {
            copy.put(key, body, Condition.always());
        }
        return etag;
    }

    @Override
    public void delete(String key, Condition condition) throws StoreException {
        super.delete(key, condition);
        if (missing != Missing.DELETIONS) {
            copy.delete(key, Condition.always());
        }
    }

    @Override
    public List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
        List<Refusal> refusals = super.deleteBatch(targets);
        if (missing != Missing.BATCHES && refusals.isEmpty()) {
            copy.deleteBatch(targets);
        }
        return refusals;
    }
}
