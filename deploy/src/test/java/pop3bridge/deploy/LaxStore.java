package pop3bridge.deploy;

import java.util.function.BooleanSupplier;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** A store that at times replaces objects whatever their ETag is. */
final class LaxStore extends ForwardingStore {
    private final BooleanSupplier lax;

    /**
     * @param lax whether it does so now
     */
    LaxStore(ObjectStore store, BooleanSupplier lax) {
        super(store);
        this.lax = lax;
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        boolean ignored = lax.getAsBoolean() && condition instanceof Condition.Matches;
        return super.put(key, body, ignored ? Condition.always() : condition);
    }
}
