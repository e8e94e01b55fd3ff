package pop3bridge.accounts;

import java.util.Optional;

/** Where accounts come from. Implementations are safe for use by many threads and may block. */
public interface Accounts {
    /**
     * Returns the account with this name and password; empty when there is none. An unknown name and a wrong password
     * cannot be told apart, neither by the answer nor by the time that it takes.
     *
     * @throws AccountsUnavailableException if the source cannot be asked now, so that nothing is known about the
     * password
     */
    Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException;

    /**
     * Returns the account with this name together with its password, for logins in which the password is not sent
     * (APOP, CRAM-MD5, SCRAM); empty when there is no such account, or only a hash of its password is kept.
     *
     * @throws AccountsUnavailableException if the source cannot be asked now
     */
    Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException;

    /**
     * Returns whether there is an account of this name, as far as that can be told without waiting; for the log alone.
     */
    boolean knows(String user);

    /** Returns whether every account's password is known, so that everybody can log in without sending it. */
    boolean allPasswordsKnown();

    /** An account and its password. */
    record KnownPassword(Account account, Secret password) {}
}
