package pop3bridge.store.probe;

import java.util.List;
import java.util.Optional;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** What a trial finds against a store, in words; nothing where the store does what it should. */
final class Finding {
    static final Optional<String> NONE = Optional.empty();

    private Finding() {}

    /** A request to the store. */
    interface Request {
        void run() throws StoreException;
    }

    static Optional<String> unless(boolean well, String found) {
        return well ? NONE : Optional.of(found);
    }

    /** The request is to fail for one of these reasons. */
    static Optional<String> unlessFails(Request request, Reason... expected) throws StoreException {
        try {
            request.run();
            return Optional.of("not refused");
        } catch (StoreException e) {
            if (!List.of(expected).contains(e.reason())) {
                throw e;
            }
            return NONE;
        }
    }
}
