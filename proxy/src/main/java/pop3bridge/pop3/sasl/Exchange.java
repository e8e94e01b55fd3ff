package pop3bridge.pop3.sasl;

import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;

/** One authentication exchange of a mechanism. Not thread-safe. */
public interface Exchange {
    /**
     * Returns the next step.
     *
     * @param response the client's decoded response; empty at the beginning if there is no initial response (RFC 5034
     * §4)
     */
    Step next(Optional<byte[]> response) throws AccountsUnavailableException;

    /** Returns the user name that the client has sent; empty if it has sent none. */
    Optional<String> user();

    /** The result of a step. */
    sealed interface Step {
        /** A challenge for the client; may be empty. */
        record Challenge(byte[] octets) implements Step {}

        /** The client is authenticated as this account. */
        record Authenticated(Account account) implements Step {}

        /**
         * The login is refused.
         *
         * @param user the user name sent by the client; empty if it sent none
         */
        record Refused(Optional<String> user, Refusal refusal) implements Step {
            /** The credentials of this user are wrong. */
            public Refused(String user) {
                this(Optional.of(user), Refusal.CREDENTIALS);
            }
        }

        /** Why a client is not let in. */
        enum Refusal {
            /** The credentials are wrong, or there is no such account: which of both is not told. */
            CREDENTIALS,
            /** The bearer token is not valid, or another account's. */
            TOKEN,
            /** The client certificate is no account's, or another account's. */
            CERTIFICATE,
            /** The login is not bound to this TLS session (RFC 5802 §6): a fault of the client, or somebody is in between. */
            CHANNEL_BINDING
        }

        /**
         * The client's response is not a valid message of the mechanism.
         *
         * @param reason the problem, without any text from the client
         */
        record Malformed(String reason) implements Step {}
    }
}
