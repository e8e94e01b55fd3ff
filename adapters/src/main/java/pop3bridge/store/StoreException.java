package pop3bridge.store;

import org.jspecify.annotations.Nullable;

/** A request to the object store has failed. "Not there" and "cannot tell" are different reasons. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the failure means. */
    public enum Reason {
        /** The object is not there. */
        NOT_FOUND,
        /** The bucket is not there. */
        NO_BUCKET,
        /** A condition did not hold; nothing was changed. */
        PRECONDITION_FAILED,
        /** Another request for the key was under way; nothing was changed. */
        CONFLICT,
        /** These credentials may not do this. */
        DENIED,
        /** The object is archived and cannot be read until somebody restores it. */
        ARCHIVED,
        /** The store does not know this operation or condition. */
        NOT_IMPLEMENTED,
        /** The store will never take this request as it is. */
        REJECTED,
        /** The store asks for fewer requests; nothing was changed. */
        THROTTLED,
        /** No answer, or an error on the store's side: whether anything was changed is unknown. */
        UNAVAILABLE;

        /** Whether asking again later may help, with nothing changed by anybody. */
        public boolean temporary() {
            return this == THROTTLED || this == UNAVAILABLE || this == CONFLICT;
        }
    }

    private final Reason reason;

    public StoreException(Reason reason, String message) {
        this(reason, message, null);
    }

    public StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
