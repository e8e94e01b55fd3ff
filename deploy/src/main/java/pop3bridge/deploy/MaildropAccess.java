package pop3bridge.deploy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.accounts.Account;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockAdmin;
import pop3bridge.store.lock.LockAdmin.Found;
import pop3bridge.store.maildrop.Address;
import pop3bridge.store.maildrop.ListedMail;
import pop3bridge.store.maildrop.RemovedMail;
import pop3bridge.store.s3.KmsKeys;
import pop3bridge.store.s3.S3Stores;

/** Gives commands access to the maildrops in the settings and the users file, and to their locks. */
public final class MaildropAccess implements AutoCloseable {
    private final Config config;
    private final List<Account> accounts;
    private final S3Stores stores;
    private final Optional<KmsKeys> kms;

    private MaildropAccess(Config config, List<Account> accounts, S3Stores stores) {
        this.config = config;
        this.accounts = accounts;
        this.stores = stores;
        this.kms = config.kms().map(its -> stores.kms(its.endpoint(), new CompositeMeterRegistry()));
    }

    /**
     * Reads the users file and opens the store.
     *
     * @throws ConfigException if the users file is invalid
     */
    public static MaildropAccess open(Config config) throws ConfigException {
        List<Account> accounts = new ArrayList<>();
        Optional<Path> file = config.accounts().usersFile();
        if (file.isPresent()) {
            accounts.addAll(AccountSources.accounts(file.get()));
        }
        return new MaildropAccess(config, List.copyOf(accounts),
                StoreAccess.open(config, new CompositeMeterRegistry()));
    }

    /** Returns the buckets that hold maildrops, as far as the settings and the users file tell. */
    public List<String> buckets() {
        Stream<String> common = onlyFile() ? Stream.empty() : Stream.of(config.store().bucket());
        return Stream
                .concat(common, accounts.stream().flatMap(account -> address(account).stream()).map(Address::bucket))
                .distinct().sorted()
                .toList();
    }

    /**
     * Returns the maildrop of a user; empty if there is no such user. If there are other sources, a user who is not in
     * the users file has the maildrop that follows from the name.
     */
    public Optional<Address> maildrop(String user) {
        return accounts.stream().filter(account -> account.name().equals(user)).findFirst()
                .or(() -> onlyFile() ? Optional.empty() : Optional.of(new Account(user, Optional.empty())))
                .flatMap(this::address);
    }

    private boolean onlyFile() {
        return config.accounts().sources().stream().allMatch(Config.Source.File.class::isInstance);
    }

    /**
     * Returns what a user's clients have removed.
     *
     * @throws ConfigException if no copies are kept, or those of several users are not apart
     */
    public RemovedMail removed(String user, Address maildrop) throws ConfigException {
        String template = config.mail().deletion().kept().orElseThrow(() -> new ConfigException("mail.keep-removed",
                "not set: no copies of removed messages are kept"));
        if (!template.contains("{user}") && !(template.contains("{local}") && template.contains("{domain}"))
                && (config.mail().prefix().contains("{user}") || config.mail().prefix().contains("{domain}"))) {
            throw new ConfigException("mail.keep-removed",
                    "the copies of users with the same name before the @ are under one prefix; move them by hand");
        }
        Account named = new Account(user, Optional.empty());
        if (Address.problem(named, template).isPresent()) {
            throw new ConfigException("mail.keep-removed", "this user name cannot be part of the prefix: " + user);
        }
        return new RemovedMail(store(maildrop.bucket()), maildrop,
                Address.of(named, maildrop.bucket(), template).prefix());
    }

    /**
     * Lists a maildrop, without acquiring its lock. Messages that a client has deleted and the next session will remove
     * are left out.
     *
     * @throws ConfigException if it is unknown which messages these are, because the lock cannot be read
     */
    public ListedMail mail(Address maildrop) throws StoreException, ConfigException {
        ListedMail mail = ListedMail.of(store(maildrop.bucket()), maildrop,
                kms.map(keys -> keys.of(maildrop.scope())));
        Optional<Found> lock = locks(maildrop.bucket()).of(maildrop.prefix());
        if (lock.isEmpty()) {
            return mail;
        }
        return switch (lock.get()) {
            case Found.Lock found -> mail.without(found.removals());
            case Found.Foreign foreign -> throw new ConfigException("control.prefix", "the lock " + foreign.key()
                    + " cannot be read (" + foreign.why() + "); pop3bridge unlock replaces it");
        };
    }

    /** Returns a bucket. */
    public ObjectStore store(String bucket) {
        return stores.bucket(bucket);
    }

    public LockAdmin locks(String bucket) {
        return new LockAdmin(stores.bucket(bucket), bucket, config.control().prefix());
    }

    /** Converts a store's response to a problem with the settings. */
    public ConfigException problem(String bucket, StoreException e) {
        return StoreAccess.problem(config, "the mail's prefix or " + config.control().prefix(), bucket, e);
    }

    private Optional<Address> address(Account account) {
        String template = config.mail().prefix();
        return Address.problem(account, template).isPresent()
                ? Optional.empty()
                : Optional.of(Address.of(account, config.store().bucket(), template));
    }

    @Override
    public void close() {
        kms.ifPresent(KmsKeys::close);
        stores.close();
    }
}
