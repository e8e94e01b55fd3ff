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

    /** The result of a step. */
    sealed interface Step {
        /** A challenge for the client; may be empty. */
        record Challenge(byte[] octets) implements Step {}

        /** The client is authenticated as this account. */
        record Authenticated(Account account) implements Step {}

        /**
         * The user name or the credentials are wrong; clients do not learn which.
         *
         * @param user the user name sent by the client
         */
        record Refused(String user) implements Step {}

        /**
         * The client's response is not a valid message of the mechanism.
         *
         * @param reason the problem, without any text from the client
         */
        record Malformed(String reason) implements Step {}
    }
}
