package pop3bridge.store.encryption;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import pop3bridge.store.StoreException;

/**
 * Remembers data keys for a short time: a client that asks for the size of a message mostly fetches it next. Safe for use by many threads.
 *
 * @param <I> identifies who asks: one never gets the key that another one was given
 */
public final class CachedKeys<I> {
    private static final int MOST = 10_000;
    private static final Duration AGE = Duration.ofMinutes(10);

    private final Cache<Asked<I>, byte[]> keys;

    private record Asked<I>(I identity, DataKeys.Wrapped key) {}

    public CachedKeys() {
        this(Ticker.systemTicker());
    }

    CachedKeys(Ticker ticker) {
        keys = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(AGE).ticker(ticker).build();
    }

    /** Returns the keys of an identity, which are requested from this source. */
    public DataKeys of(I identity, DataKeys source) {
        return wrapped -> key(new Asked<>(identity, wrapped), source);
    }

    private byte[] key(Asked<I> asked, DataKeys source) throws StoreException {
        byte[] known = keys.getIfPresent(asked);
        if (known != null) {
            return known;
        }
        byte[] key = source.key(asked.key());
        keys.put(asked, key);
        return key;
    }
}
