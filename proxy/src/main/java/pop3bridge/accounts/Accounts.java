package pop3bridge.accounts;

import java.util.Optional;

/** Where accounts come from. Implementations are safe for use by many threads and may block. */
public interface Accounts {
    /**
     * The account with this name and password; empty when there is none. An unknown name and a wrong password cannot be
     * told apart, neither by the answer nor by the time that it takes.
     *
     * @throws AccountsUnavailableException if the source cannot be asked now, so that nothing is known about the password
     */
    Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException;

    /**
     * The account with this name together with its password, for logins in which the password is not sent (APOP, CRAM-MD5, SCRAM);
     * empty when there is no such account, or only a hash of its password is kept.
     *
     * @throws AccountsUnavailableException if the source cannot be asked now
     */
    Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException;

    /** Whether there is an account of this name, as far as that can be told without waiting; for the log alone. */
    boolean knows(String user);

    /** Whether every account's password is known, so that everybody can log in without sending it. */
    boolean allPasswordsKnown();

    /**
     * The account with this name together with its keys for SCRAM, for logins in which the password is not sent though it is not
     * known; empty when there is no such account, or no such keys of it are kept.
     *
     * @throws AccountsUnavailableException if the source cannot be asked now
     */
    default Optional<KeptKeys> scramKeys(String user, ScramHash hash) throws AccountsUnavailableException {
        return Optional.empty();
    }

    /**
     * What SCRAM shows to whoever gives a name for which no keys are kept, whether there is such an account or not: always the
     * same for the same name, and as often like one who has keys as accounts have them, so that names cannot be told apart.
     *
     * @throws AccountsUnavailableException if the source cannot be asked now
     */
    default ScramParameters scramParameters(String user, ScramHash hash) throws AccountsUnavailableException {
        return ScramParameters.USUAL;
    }

    /** Whether every account can log in by SCRAM with this hash function: its password is known, or such keys are kept. */
    default boolean allScram(ScramHash hash) {
        return allPasswordsKnown();
    }

    /** An account and its password. */
    record KnownPassword(Account account, Secret password) {}

    /** An account and its keys for SCRAM. */
    record KeptKeys(Account account, ScramKeys keys) {}
}
