package pop3bridge.store;

import java.util.List;
import java.util.Optional;

/** A store that forwards every request to another one: the base of those that treat some of them differently. */
public class ForwardingStore implements ObjectStore {
    private final ObjectStore store;

    /** Creates a store that forwards to this one. */
    protected ForwardingStore(ObjectStore store) {
        this.store = store;
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
        return store.put(key, body, condition);
    }

    @Override
    public void copy(String key, String etag, String target) throws StoreException {
        store.copy(key, etag, target);
    }

    @Override
    public void restore(String key, Restore how) throws StoreException {
        store.restore(key, how);
    }

    @Override
    public void delete(String key, Condition condition) throws StoreException {
        store.delete(key, condition);
    }

    @Override
    public List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
        return store.deleteBatch(targets);
    }
}
