package pop3bridge.embedded;

import java.util.List;
import java.util.Optional;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** An object store that serializes writes to each key; reads do not wait. */
final class SerializedStore implements ObjectStore {
    private final ObjectStore store;
    private final KeyLocks locks;

    SerializedStore(ObjectStore store, KeyLocks locks) {
        this.store = store;
        this.locks = locks;
    }

    @Override
    public Page list(String prefix, Optional<String> token) throws StoreException {
        return store.list(prefix, token);
    }

    @Override
    public Page listAfter(String prefix, String key) throws StoreException {
        return store.listAfter(prefix, key);
    }

    @Override
    public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
        return store.get(key, range, ifMatch);
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        try (var _ = locks.hold(List.of(key))) {
            return store.put(key, body, condition);
        }
    }

    @Override
    public void copy(String key, String etag, String target) throws StoreException {
        try (var _ = locks.hold(List.of(target))) {
            store.copy(key, etag, target);
        }
    }

    @Override
    public void delete(String key, Condition condition) throws StoreException {
        try (var _ = locks.hold(List.of(key))) {
            store.delete(key, condition);
        }
    }

    @Override
    public List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
        try (var _ = locks.hold(targets.stream().map(Target::key).toList())) {
            return store.deleteBatch(targets);
        }
    }
}
