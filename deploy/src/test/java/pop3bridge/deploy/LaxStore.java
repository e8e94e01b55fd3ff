package pop3bridge.deploy;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/**
 * A store that at times replaces objects whatever their ETag is.
 *
 * @param lax whether it does so now
 */
record LaxStore(ObjectStore store, BooleanSupplier lax) implements ObjectStore {
    @Override
    public Page list(String prefix, Optional<String> token) throws StoreException {
        return store.list(prefix, token);
    }

    @Override
    public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
        return store.get(key, range, ifMatch);
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        boolean ignored = lax.getAsBoolean() && condition instanceof Condition.Matches;
        return store.put(key, body, ignored ? Condition.always() : condition);
    }

    @Override
    public void copy(String key, String etag, String target) throws StoreException {
        store.copy(key, etag, target);
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
