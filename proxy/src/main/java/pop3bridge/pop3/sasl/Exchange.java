package pop3bridge.pop3.sasl;

import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;

/** One attempt to log in by a mechanism. For use by one thread. */
public interface Exchange {
    /**
     * Returns the next step.
     *
     * @param response what the client has sent, decoded; empty at the beginning if it has sent no initial response (RFC
     * 5034 §4)
     */
    Step next(Optional<byte[]> response) throws AccountsUnavailableException;

    /** What a step has led to. */
    sealed interface Step {
        /** The client is to answer this; it may be of no octets. */
        record Challenge(byte[] octets) implements Step {}

        /** The client is this account. */
        record Authenticated(Account account) implements Step {}

        /**
         * The client is not let in.
         *
         * @param user the name that the client gave; empty if it gave none
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
         * What the client has sent is no message of the mechanism.
         *
         * @param reason what is wrong, without a word of what the client sent
         */
        record Malformed(String reason) implements Step {}
    }
}
