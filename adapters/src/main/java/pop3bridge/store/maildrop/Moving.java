package pop3bridge.store.maildrop;

import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** Moves objects within a bucket. */
final class Moving {
    private Moving() {}

    /**
     * Moves an object. If this fails half-way, it is in both places, and the next call completes it.
     *
     * @return false if the object is no longer there, or is another one
     */
    static boolean move(ObjectStore store, Entry object, String key) throws StoreException {
        try {
            store.copy(object.key(), object.etag(), key);
            delete(store, object);
            return true;
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND || e.reason() == Reason.PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    private static void delete(ObjectStore store, Entry object) throws StoreException {
        try {
            store.delete(object.key(), Condition.matches(object.etag()));
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_IMPLEMENTED) {
                throw e;
            }
            store.delete(object.key(), Condition.always());
        }
    }
}
