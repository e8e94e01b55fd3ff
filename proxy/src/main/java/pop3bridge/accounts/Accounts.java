package pop3bridge.accounts;

import java.util.Optional;

/** The source of accounts. Implementations are thread-safe and may block. */
public interface Accounts {
    /**
     * Returns the account with this name and password; empty if there is none. An unknown name and a wrong password are
     * indistinguishable, both by the result and by the time it takes.
     *
     * @throws AccountsUnavailableException if the source is not available now, so that the password cannot be verified
     */
    Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException;

    /**
     * Returns the account with this name and its plaintext password, for logins that do not transmit the password
     * (APOP, CRAM-MD5, SCRAM); empty if there is no such account, or only a hash of its password is stored.
     *
     * @throws AccountsUnavailableException if the source is not available now
     */
    Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException;

    /**
     * Returns whether there is an account with this name, as far as this is known without blocking. Only for logging.
     */
    boolean knows(String user);

    /**
     * Returns whether the plaintext passwords of all accounts are known, so that all users can log in without
     * transmitting them.
     */
    boolean allPasswordsKnown();

    /** An account and its password. */
    record KnownPassword(Account account, Secret password) {}
}
