package pop3bridge.store.lock;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** Tries whether a store refuses to create what is there already: some take such a condition and ignore it. */
public final class ConditionalCreate {
    private ConditionalCreate() {}

    /**
     * Creates a scratch object twice and deletes it.
     *
     * @return whether the second creation was refused
     * @throws StoreException if the store did not let us try
     */
    public static boolean enforced(ObjectStore store, String controlPrefix) throws StoreException {
        String key = controlPrefix + "probe/" + UUID.randomUUID();
        store.put(key, "first".getBytes(StandardCharsets.UTF_8), Condition.absent());
        try {
            store.put(key, "second".getBytes(StandardCharsets.UTF_8), Condition.absent());
            return false;
        } catch (StoreException e) {
            if (e.reason() == Reason.PRECONDITION_FAILED) {
                return true;
            }
            throw e;
        } finally {
            store.delete(key, Condition.always());
        }
    }
}
