package pop3bridge.maildrop;

import org.jspecify.annotations.Nullable;

/** A maildrop operation has failed; the message is fit to be sent to the client: one line of ASCII without names or keys. */
public final class MaildropException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is; each has one response code (RFC 2449 §8, RFC 3206 §4). */
    public enum Reason {
        /** Another session has the lock. */
        IN_USE,
        /** The store cannot be asked now; trying again later may work. */
        TEMPORARY,
        /** Somebody must change something first: a permission, a setting, an archived message. */
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
