package pop3bridge.embedded;

import java.util.List;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** An object store that serializes writes to each key; reads do not wait. */
final class SerializedStore extends ForwardingStore {
    private final KeyLocks locks;

    SerializedStore(ObjectStore store, KeyLocks locks) {
        super(store);
        this.locks = locks;
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        try (var _ = locks.hold(List.of(key))) {
            return super.put(key, body, condition);
        }
    }

    @Override
    public void copy(String key, String etag, String target) throws StoreException {
        try (var _ = locks.hold(List.of(target))) {
            super.copy(key, etag, target);
        }
    }

    @Override
    public void delete(String key, Condition condition) throws StoreException {
        try (var _ = locks.hold(List.of(key))) {
            super.delete(key, condition);
        }
    }

    @Override
    public List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
        try (var _ = locks.hold(targets.stream().map(Target::key).toList())) {
            return super.deleteBatch(targets);
        }
    }
}
