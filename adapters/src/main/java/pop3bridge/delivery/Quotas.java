package pop3bridge.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Page;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.Address;

/** Keeps maildrops from growing beyond a quota. A maildrop is listed, and its usage is trusted for some seconds. Thread-safe. */
public final class Quotas {
    private static final Duration TRUSTED = Duration.ofSeconds(10);
    private static final int MOST_MAILDROPS = 10_000;

    private final Quota quota;
    private final Cache<Address, Usage> usages;

    private static final class Usage {
        private long octets;
        private long messages;

        private synchronized void add(long size) {
            octets += size;
            messages++;
        }

        private synchronized boolean take(long size, Quota quota) {
            if (octets + size > quota.octets() || messages + 1 > quota.messages()) {
                return false;
            }
            add(size);
            return true;
        }
    }

    public Quotas(Quota quota) {
        this(quota, Ticker.systemTicker());
    }

    Quotas(Quota quota, Ticker time) {
        this.quota = quota;
        this.usages = Caffeine.newBuilder().maximumSize(MOST_MAILDROPS).expireAfterWrite(TRUSTED).ticker(time).build();
    }

    /**
     * Returns what becomes of a message that has no room; empty if it has. A message that is stored already needs none.
     *
     * @param key the key that it would have
     * @param size its size in octets, as it would be stored
     * @return {@link Outcome#OVER_QUOTA}, or {@link Outcome#REPEATED} if it is stored already
     */
    public Optional<Outcome> refusal(Address address, ObjectStore store, String key, long size) throws StoreException {
        if (quota.equals(Quota.NONE)) {
            return Optional.empty();
        }
        Usage usage = usages.getIfPresent(address);
        if (usage == null) {
            usage = list(address, store);
            usages.put(address, usage);
        }
        if (usage.take(size, quota)) {
            return Optional.empty();
        }
        return Optional.of(exists(store, key) ? Outcome.REPEATED : Outcome.OVER_QUOTA);
    }

    /** Forgets the usage of a maildrop, because it is not known whether a message was stored. */
    void forget(Address address) {
        usages.invalidate(address);
    }

    private static Usage list(Address address, ObjectStore store) throws StoreException {
        Usage usage = new Usage();
        for (String prefix : address.scope().prefixes()) {
            Optional<String> next = Optional.empty();
            do {
                Page page = store.list(prefix, next);
                for (Entry entry : page.entries()) {
                    usage.add(entry.size());
                }
                next = page.next();
            } while (next.isPresent());
        }
        return usage;
    }

    private static boolean exists(ObjectStore store, String key) throws StoreException {
        try (Download _ = store.get(key, new Range(0, 1), Optional.empty())) {
            return true;
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
