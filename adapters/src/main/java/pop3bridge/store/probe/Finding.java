package pop3bridge.store.probe;

import java.util.List;
import java.util.Optional;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** The result of a trial: a description of the store's violation, or empty if there is none. */
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

    /** Expects the request to fail for one of these reasons. */
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
