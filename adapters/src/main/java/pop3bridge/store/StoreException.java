package pop3bridge.store;

import org.jspecify.annotations.Nullable;

/** A request to the object store failed. "Does not exist" and "unknown" are different reasons. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The meaning of the failure. */
    public enum Reason {
        /** The object does not exist. */
        NOT_FOUND,
        /** The bucket does not exist. */
        NO_BUCKET,
        /** The condition was not met; nothing was changed. */
        PRECONDITION_FAILED,
        /** Another request for the key was in progress; nothing was changed. */
        CONFLICT,
        /** The credentials lack permission for this request. */
        DENIED,
        /** The store rejects the credentials for all requests, or there are no credentials; nothing was changed. */
        CREDENTIALS,
        /** The store rejects the time of the request because this machine's clock is wrong; nothing was changed. */
        CLOCK,
        /** The bucket is in another region; nothing was changed. */
        REGION,
        /** The KMS key of the bucket or the object cannot be used; nothing was changed. */
        KEY,
        /** The object is encrypted with a key of its writer (SSE-C), which a request for it would have to contain. */
        CUSTOMER_KEY,
        /** The object is archived and cannot be read until it is restored. */
        ARCHIVED,
        /** The store does not support this operation or condition. */
        NOT_IMPLEMENTED,
        /** The store will never accept this request. */
        REJECTED,
        /** The store limits the request rate; nothing was changed. */
        THROTTLED,
        /** No response, or a server error; it is unknown whether anything was changed. */
        UNAVAILABLE;

        /**
         * Returns whether a later retry may succeed although the object is unchanged, because the problem is with the
         * store or the connection to it.
         */
        public boolean temporary() {
            return switch (this) {
                case CONFLICT, CREDENTIALS, CLOCK, REGION, THROTTLED, UNAVAILABLE -> true;
                case NOT_FOUND, NO_BUCKET, PRECONDITION_FAILED, DENIED, KEY, CUSTOMER_KEY, ARCHIVED, NOT_IMPLEMENTED,
                        REJECTED ->
                    false;
            };
        }

        /** Returns whether all other requests will be refused for the same reason. */
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
     * @param message the request and the response
     * @param explanation what the response means and what to do, as a sentence for operators
     */
    public StoreException(Reason reason, String message, String explanation, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.explanation = explanation;
    }

    public Reason reason() {
        return reason;
    }

    /** Returns what the response means and what to do, for operators; the message if nothing more is known. */
    public String explanation() {
        return explanation;
    }
}
