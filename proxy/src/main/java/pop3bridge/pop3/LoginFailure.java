package pop3bridge.pop3;

import java.util.Locale;
import java.util.Optional;
import pop3bridge.maildrop.MaildropException;

/**
 * A login that came to nothing.
 *
 * @param user the name as the client sent it, which may be anything; empty if it sent none
 * @param method {@code USER}, {@code PASS}, {@code APOP} or a SASL mechanism
 * @param detail more about the reason for the log; never for the client
 */
public record LoginFailure(Optional<String> user, String method, Reason reason, Optional<String> detail) {
    public LoginFailure(Optional<String> user, String method, Reason reason) {
        this(user, method, reason, Optional.empty());
    }

    /** Why. */
    public enum Reason {
        /** There is no such account, or the password is wrong: which of both is not told. */
        CREDENTIALS,
        /** The client has no certificate, or one of another account. */
        CERTIFICATE,
        /** The login is not bound to this TLS session (RFC 5802 §6). */
        CHANNEL_BINDING,
        /** The settings do not allow this method. */
        METHOD,
        /** Passwords may not be sent on this connection without TLS. */
        PLAINTEXT,
        /** The user has logged in a moment ago. */
        TOO_SOON,
        /** Another session has the maildrop. */
        IN_USE,
        /** The accounts cannot be asked now. */
        ACCOUNTS_UNAVAILABLE,
        /** The maildrop cannot be opened now. */
        STORE_UNAVAILABLE,
        /** The maildrop cannot be opened until an operator changes something. */
        STORE_REFUSES;

        static Reason of(MaildropException.Reason reason) {
            return switch (reason) {
                case IN_USE -> IN_USE;
                case TEMPORARY -> STORE_UNAVAILABLE;
                case PERMANENT -> STORE_REFUSES;
            };
        }

        /** Returns a word for the log. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
