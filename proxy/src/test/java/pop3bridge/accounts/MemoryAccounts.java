package pop3bridge.accounts;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Accounts in memory. Safe for use by many threads. */
public final class MemoryAccounts implements Accounts {
    private final Map<String, Secret> passwords = new ConcurrentHashMap<>();
    private volatile boolean available = true;

    /** Adds an account without a maildrop of its own. */
    public MemoryAccounts add(String user, Secret password) {
        passwords.put(user, password);
        return this;
    }

    /** From now on the source cannot be asked. */
    public void fail() {
        available = false;
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException {
        if (!available) {
            throw new AccountsUnavailableException("ordered by a test", new IllegalStateException());
        }
        Optional<Secret> expected = Optional.ofNullable(passwords.get(user));
        return expected.filter(secret -> Arrays.equals(secret.octets(), password.octets()))
                .map(_ -> new Account(user, Optional.empty()));
    }
}
