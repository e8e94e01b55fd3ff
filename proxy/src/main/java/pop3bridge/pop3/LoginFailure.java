package pop3bridge.pop3;

import java.util.Locale;
import java.util.Optional;
import pop3bridge.maildrop.MaildropException;

/**
 * A failed login.
 *
 * @param user the user name as sent by the client, with arbitrary content; empty if it sent none
 * @param method {@code USER}, {@code PASS}, {@code APOP} or a SASL mechanism
 * @param detail more about the reason for the log; never for the client
 */
public record LoginFailure(Optional<String> user, String method, Reason reason, Optional<String> detail) {
    public LoginFailure(Optional<String> user, String method, Reason reason) {
        this(user, method, reason, Optional.empty());
    }

    /** Why the login failed. */
    public enum Reason {
        /** The user name or the password is wrong; clients do not learn which. */
        CREDENTIALS,
        /** The client has no certificate, or one of another account. */
        CERTIFICATE,
        /** The login is not bound to this TLS session (RFC 5802 §6). */
        CHANNEL_BINDING,
        /** The settings do not allow this mechanism. */
        METHOD,
        /** Passwords may not be sent on this connection without TLS. */
        PLAINTEXT,
        /** The last login of the user was too recent. */
        TOO_SOON,
        /** Another session holds the maildrop lock. */
        IN_USE,
        /** The authentication backend is not available now. */
        ACCOUNTS_UNAVAILABLE,
        /** The maildrop cannot be opened now. */
        STORE_UNAVAILABLE,
        /** The maildrop cannot be opened until an operator intervenes. */
        STORE_REFUSES;

        static Reason of(MaildropException.Reason reason) {
            return switch (reason) {
                case IN_USE -> IN_USE;
                case TEMPORARY, LOCK_LOST -> STORE_UNAVAILABLE;
                case PERMANENT -> STORE_REFUSES;
            };
        }

        /** Returns the value for the log. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
