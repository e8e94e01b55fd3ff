package pop3bridge.store.maildrop;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.maildrop.Opening;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.MaildropLock;
import pop3bridge.store.lock.MaildropLocks;

/**
 * Maildrops as objects under a prefix. A login locks the maildrop, then lists it. A maildrop that was empty last time
 * is listed first, and needs no lock if it is still empty.
 */
public final class StoredMaildrops implements Maildrops {
    private static final Logger log = LoggerFactory.getLogger(StoredMaildrops.class);

    /** How many messages all sessions together read concurrently to determine sizes. */
    private static final int SIZE_READERS = 64;

    /** How many empty maildrops are remembered. */
    private static final int REMEMBERED = 100_000;

    private final Function<String, ObjectStore> buckets;
    private final MaildropConfig config;
    private final MaildropLocks locks;
    private final Sizes.Shared sizes;
    private final Cache<Address, Boolean> foundEmpty = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Listing listing;

    /**
     * @param buckets returns the store of a bucket by its name
     */
    public StoredMaildrops(Function<String, ObjectStore> buckets, MaildropConfig config, MaildropLocks locks,
            MeterRegistry registry) {
        this.buckets = buckets;
        this.config = config;
        this.locks = locks;
        MaildropMetrics metrics = new MaildropMetrics(registry);
        this.sizes = new Sizes.Shared(config.lineEnds(), new SizeCache(registry), new Semaphore(SIZE_READERS), metrics);
        this.listing = new Listing(metrics);
    }

    @Override
    public Maildrop open(Account account, Opening opening) throws MaildropException {
        Address address = Address.of(account, config.bucket(), config.prefix());
        ObjectStore store = buckets.apply(address.bucket());
        if (foundEmpty.getIfPresent(address) != null && list(store, address, opening.session()).messages().isEmpty()) {
            return new EmptyMaildrop();
        }
        MaildropLock lock = locks.acquire(store, address.bucket(), address.prefix(), opening.session());
        boolean opened = false;
        try {
            Listing.Found found = list(store, address, opening.session());
            if (found.messages().isEmpty()) {
                foundEmpty.put(address, true);
            } else {
                foundEmpty.invalidate(address);
            }
            if (found.messages().isEmpty() && !lock.hasInheritedRemovals()) {
                return new EmptyMaildrop();
            }
            List<Entry> messages = lock.visible(found.messages());
            MessageReader reader = new MessageReader(store, found.encrypted());
            Maildrop maildrop = new StoredMaildrop(reader, address, messages,
                    new Sizes(reader, address.bucket(), messages, opening, sizes),
                    new StoredMaildrop.Removing(lock, kept(store, account, address), config.deleteUnreadable()));
            opened = true;
            return maildrop;
        } finally {
            if (!opened) {
                lock.release();
            }
        }
    }

    /**
     * Returns where removed messages are kept. The prefix depends on the user name, even for accounts with a
     * {@code maildrop=} field.
     */
    private Optional<KeptMail> kept(ObjectStore store, Account account, Address maildrop) {
        Account named = new Account(account.name(), Optional.empty());
        return config.keepRemoved().map(template -> new KeptMail(store, maildrop,
                Address.of(named, maildrop.bucket(), template).prefix()));
    }

    private Listing.Found list(ObjectStore store, Address address, String session) throws MaildropException {
        try {
            return listing.messages(store, address);
        } catch (StoreException e) {
            // A problem that affects all requests is logged once elsewhere.
            log.atLevel(e.reason().general() ? Level.DEBUG : Level.ERROR).addKeyValue("session", session)
                    .addKeyValue("maildrop", address).setCause(e)
                    .log("maildrop cannot be listed");
            throw e.reason().temporary()
                    ? new MaildropException(MaildropException.Reason.TEMPORARY,
                            "maildrop cannot be listed now, try again later", e)
                    : new MaildropException(MaildropException.Reason.PERMANENT, "maildrop cannot be listed", e);
        }
    }
}
