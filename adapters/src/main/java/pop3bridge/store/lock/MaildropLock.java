package pop3bridge.store.lock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** A maildrop's lock while this session has it. */
public final class MaildropLock {
    private static final Logger log = LoggerFactory.getLogger(MaildropLock.class);

    private static final int ATTEMPTS = 3;

    private final ObjectStore store;
    private final String key;
    private final String etag;

    MaildropLock(ObjectStore store, String key, String etag) {
        this.store = store;
        this.key = key;
        this.etag = etag;
    }

    /** Deletes the lock, if it is still ours; when the store does not let us, the log says what is left. */
    public void release() {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                delete();
                return;
            } catch (StoreException e) {
                if (!e.reason().temporary() || attempt == ATTEMPTS) {
                    log.atError().addKeyValue("lock", key).setCause(e)
                            .log("lock could not be released; delete it, or its maildrop stays in use");
                    return;
                }
            }
        }
    }

    /** Nobody takes a lock from its holder, so that on stores without conditional DELETE a plain one does no harm. */
    private void delete() throws StoreException {
        try {
            store.delete(key, Condition.matches(etag));
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_IMPLEMENTED) {
                throw e;
            }
            store.delete(key, Condition.always());
        }
    }
}
