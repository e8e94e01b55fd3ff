package pop3bridge.store.maildrop;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.MaildropLock;
import pop3bridge.store.lock.MaildropLocks;

/** Maildrops as objects under a prefix: first the lock, then the listing. */
public final class StoredMaildrops implements Maildrops {
    private static final Logger log = LoggerFactory.getLogger(StoredMaildrops.class);

    /** How many messages are read at once to find their sizes, for all sessions together. */
    private static final int SIZE_READERS = 64;

    private final Function<String, ObjectStore> buckets;
    private final MaildropConfig config;
    private final MaildropLocks locks;
    private final SizeCache sizes;
    private final MaildropMetrics metrics;
    private final Semaphore sizeReaders = new Semaphore(SIZE_READERS);

    /**
     * @param buckets the store of a bucket, by its name
     */
    public StoredMaildrops(Function<String, ObjectStore> buckets, MaildropConfig config, MaildropLocks locks,
            MeterRegistry registry) {
        this.buckets = buckets;
        this.config = config;
        this.locks = locks;
        this.sizes = new SizeCache(registry);
        this.metrics = new MaildropMetrics(registry);
    }

    @Override
    public Maildrop open(Account account, String session) throws MaildropException {
        Address address = Address.of(account, config.bucket(), config.prefix());
        ObjectStore store = buckets.apply(address.bucket());
        MaildropLock lock = locks.acquire(store, address.bucket(), address.prefix(), session);
        boolean opened = false;
        try {
            List<Entry> messages = Listing.messages(store, address);
            Sizes sizesOfMaildrop = new Sizes(store, address.bucket(), messages, config.lineEnds(), sizes, sizeReaders,
                    metrics);
            Maildrop maildrop = new StoredMaildrop(store, address, messages, sizesOfMaildrop, lock, metrics);
            opened = true;
            return maildrop;
        } catch (StoreException e) {
            log.atError().addKeyValue("session", session).addKeyValue("maildrop", address).setCause(e)
                    .log("maildrop cannot be listed");
            throw e.reason().temporary()
                    ? new MaildropException(MaildropException.Reason.TEMPORARY,
                            "maildrop cannot be listed now, try again later", e)
                    : new MaildropException(MaildropException.Reason.PERMANENT, "maildrop cannot be listed", e);
        } finally {
            if (!opened) {
                lock.release();
            }
        }
    }
}
