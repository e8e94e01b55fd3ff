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
        /** The store does not accept the credentials, whatever they ask for, or there are none; nothing was changed. */
        CREDENTIALS,
        /** The store does not accept the time of a request: this machine's clock is off; nothing was changed. */
        CLOCK,
        /** The bucket is in another region; nothing was changed. */
        REGION,
        /** The key that the bucket or the object is encrypted with cannot be used; nothing was changed. */
        KEY,
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

        /**
         * Returns whether asking again later may help, with the object left as it is: what is wrong with the store, or
         * with the way to it, somebody mends.
         */
        public boolean temporary() {
            return switch (this) {
                case CONFLICT, CREDENTIALS, CLOCK, REGION, THROTTLED, UNAVAILABLE -> true;
                case NOT_FOUND, NO_BUCKET, PRECONDITION_FAILED, DENIED, KEY, ARCHIVED, NOT_IMPLEMENTED, REJECTED ->
                    false;
            };
        }

        /** Returns whether the next request will be refused for the same reason, whatever it asks for. */
        public boolean general() {
            return this == CREDENTIALS || this == CLOCK || this == REGION;
        }
    }

    private final Reason reason;
    private final String explanation;

    public StoreException(Reason reason, String message) {
        this(reason, message, null);
    }

    public StoreException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, message, cause);
    }

    /**
     * @param message what was asked for and what was answered
     * @param explanation what that means and what to do, as a sentence for people
     */
    public StoreException(Reason reason, String message, String explanation, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.explanation = explanation;
    }

    public Reason reason() {
        return reason;
    }

    /** What it means and what to do, for people; the message where nothing more is known. */
    public String explanation() {
        return explanation;
    }
}
