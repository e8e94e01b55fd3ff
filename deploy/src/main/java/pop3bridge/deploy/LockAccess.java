package pop3bridge.deploy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.accounts.Account;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockAdmin;
import pop3bridge.store.maildrop.Address;
import pop3bridge.store.s3.S3Stores;

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
        List<Account> accounts = config.accounts().file().isPresent()
                ? AccountSources.file(config.accounts()).accounts()
                : List.of();
        return new LockAccess(config, accounts, StoreAccess.open(config, new CompositeMeterRegistry()));
    }

    /** Returns the buckets that hold maildrops. */
    public List<String> buckets() {
        return Stream.concat(Stream.of(config.store().bucket()),
                accounts.stream().map(account -> address(account).bucket())).distinct().sorted().toList();
    }

    /** The maildrop of a user of the file, or of one whose maildrop follows from the name; empty if only the file can have users. */
    public Optional<Address> maildrop(String user) {
        return accounts.stream().filter(account -> account.name().equals(user)).map(this::address).findFirst()
                .or(() -> config.accounts().ldap().map(_ -> address(new Account(user, Optional.empty()))));
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
