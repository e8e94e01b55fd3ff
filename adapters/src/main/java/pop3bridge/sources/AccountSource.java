package pop3bridge.sources;

import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

/** A place where accounts come from: the users file, a directory, a web service. */
public interface AccountSource extends Accounts, AutoCloseable {
    /** What the log and metrics call it. */
    String name();

    /**
     * The account with this name and password; empty when there is none.
     *
     * @param turns runs what takes much processor time
     * @see Accounts#authenticate(String, Secret)
     */
    Optional<Account> authenticate(String user, Secret password, Turns turns) throws AccountsUnavailableException;

    @Override
    default Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException {
        return authenticate(user, password, Turns.AT_ONCE);
    }

    /** The account of this name, which somebody has proved without a password; empty if there is none, or the source cannot tell. */
    default Optional<Account> find(String user) throws AccountsUnavailableException {
        return Optional.empty();
    }

    /** Whether {@link #recipient} finds every account, so that a name it does not find is unknown. */
    default boolean knowsRecipients() {
        return false;
    }

    /** The account that mail for a user goes to; empty if there is none, or the source cannot tell without a password. */
    default Optional<Account> recipient(String user) throws AccountsUnavailableException {
        return find(user);
    }

    /** A source that does not keep passwords in clear has none. */
    @Override
    default Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException {
        return Optional.empty();
    }

    @Override
    default boolean allPasswordsKnown() {
        return false;
    }

    /** Changes when an answer given before may be wrong now. Must not block. */
    default long generation() {
        return 0;
    }

    /** Why it could not be used the last time; empty if it could. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** Reads its files again, if it has any, even if they seem unchanged. */
    default void reload() {}

    /** Closes its connections, if it has any. */
    @Override
    default void close() {}
}
