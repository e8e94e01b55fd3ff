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
         * The credentials are wrong, or there is no such account: which of both is not told.
         *
         * @param user the name that the client gave
         */
        record Refused(String user) implements Step {}

        /**
         * What the client has sent is no message of the mechanism.
         *
         * @param reason what is wrong, without a word of what the client sent
         */
        record Malformed(String reason) implements Step {}
    }
}
