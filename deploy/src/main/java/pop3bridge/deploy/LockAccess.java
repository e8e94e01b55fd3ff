package pop3bridge.deploy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockAdmin;
import pop3bridge.store.maildrop.Address;
import pop3bridge.store.s3.S3Stores;
import pop3bridge.users.UsersFile;

/** Gives operator commands access to the locks of all maildrops in the settings and the users file. */
public final class LockAccess implements AutoCloseable {
    private final Config config;
    private final List<Account> accounts;
    private final S3Stores stores;

    private LockAccess(Config config, List<Account> accounts, S3Stores stores) {
        this.config = config;
        this.accounts = accounts;
        this.stores = stores;
    }

    /**
     * Reads the users file and opens the store.
     *
     * @throws ConfigException if the users file is invalid
     */
    public static LockAccess open(Config config) throws ConfigException {
        UsersFile users = Bridge.users(config);
        return new LockAccess(config, users.accounts(), StoreAccess.open(config, new CompositeMeterRegistry()));
    }

    /** Returns the buckets that hold maildrops. */
    public List<String> buckets() {
        return accounts.stream().map(account -> address(account).bucket()).distinct().sorted().toList();
    }

    /** Returns the maildrop of a user; empty if there is no such user. */
    public Optional<Address> maildrop(String user) {
        return accounts.stream().filter(account -> account.name().equals(user)).map(this::address).findFirst();
    }

    public LockAdmin locks(String bucket) {
        return new LockAdmin(stores.bucket(bucket), bucket, config.control().prefix());
    }

    /** Converts a store's response to a problem with the settings. */
    public ConfigException problem(String bucket, StoreException e) {
        return StoreAccess.problem(config, bucket, e);
    }

    private Address address(Account account) {
        return Address.of(account, config.store().bucket(), config.mail().prefix());
    }

    @Override
    public void close() {
        stores.close();
    }
}
