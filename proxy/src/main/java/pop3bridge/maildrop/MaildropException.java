package pop3bridge.maildrop;

import org.jspecify.annotations.Nullable;

/** A maildrop operation failed. The message can be sent to the client: one line of ASCII without names and keys. */
public final class MaildropException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kind of failure; each has its response code (RFC 2449 §8, RFC 3206 §4). */
    public enum Reason {
        /** Another session holds the lock. */
        IN_USE,
        /** The store is not available now; a later retry may succeed. */
        TEMPORARY,
        /** The session no longer holds the lock of its maildrop, or cannot verify that it does. */
        LOCK_LOST,
        /** An operator must fix something first: a permission, a setting, an archived message. */
        PERMANENT
    }

    private final Reason reason;

    public MaildropException(Reason reason, String message) {
        this(reason, message, null);
    }

    public MaildropException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
