package pop3bridge.accounts;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Accounts in memory. Safe for use by many threads. */
public final class MemoryAccounts implements Accounts {
    private final Map<String, Secret> passwords = new ConcurrentHashMap<>();
    private volatile boolean available = true;
    private volatile boolean known = true;

    /** Adds an account without a maildrop of its own. */
    public MemoryAccounts add(String user, Secret password) {
        passwords.put(user, password);
        return this;
    }

    /** From now on the source cannot be asked. */
    public void fail() {
        available = false;
    }

    /** From now on no password is known, as if only hashes were kept. */
    public void forgetPasswords() {
        known = false;
    }

    @Override
    public boolean allPasswordsKnown() {
        return known;
    }

    @Override
    public Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException {
        requireAvailable();
        return Optional.ofNullable(passwords.get(user)).filter(_ -> known)
                .map(password -> new KnownPassword(new Account(user, Optional.empty()), password));
    }

    private void requireAvailable() throws AccountsUnavailableException {
        if (!available) {
            throw new AccountsUnavailableException("ordered by a test", new IllegalStateException());
        }
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException {
        requireAvailable();
        Optional<Secret> expected = Optional.ofNullable(passwords.get(user));
        return expected.filter(secret -> Arrays.equals(secret.octets(), password.octets()))
                .map(_ -> new Account(user, Optional.empty()));
    }

    @Override
    public boolean knows(String user) {
        return passwords.containsKey(user);
    }
}
