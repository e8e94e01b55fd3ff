package pop3bridge.store.sizes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalLong;
import pop3bridge.message.Form;

/**
 * A cache of message sizes on the wire. The ETag is part of its key: an overwritten object has a new ETag and therefore
 * no entry.
 */
public final class SizeCache {
    private static final long MAX_WEIGHT = 64L * 1024 * 1024;

    /** The approximate size of an entry without its strings, in octets. */
    private static final int ENTRY_WEIGHT = 150;

    private record Key(String bucket, String key, String etag, Form form) {}

    private final Cache<Key, Long> sizes;

    /** An empty cache. */
    public SizeCache(MeterRegistry registry) {
        sizes = Caffeine.newBuilder()
                .maximumWeight(MAX_WEIGHT)
                .weigher((Key key, Long _) -> ENTRY_WEIGHT + key.key().length() + key.etag().length())
                .recordStats()
                .build();
        lookups(registry, "hit");
        lookups(registry, "miss");
        Gauge.builder("pop3bridge.size.cache.entries", sizes, Cache::estimatedSize)
                .description("Message sizes in the size cache").register(registry);
    }

    private void lookups(MeterRegistry registry, String result) {
        FunctionCounter.builder("pop3bridge.size.cache.lookups", sizes,
                cache -> result.equals("hit") ? cache.stats().hitCount() : cache.stats().missCount())
                .tag("result", result)
                .description("Lookups in the size cache").register(registry);
    }

    /** Returns the size on the wire in octets; empty if it is unknown. */
    public OptionalLong get(String bucket, String key, String etag, Form form) {
        Long size = sizes.getIfPresent(new Key(bucket, key, etag, form.ofSameSize()));
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** Records the size of a message on the wire in octets. */
    public void put(String bucket, String key, String etag, Form form, long size) {
        sizes.put(new Key(bucket, key, etag, form.ofSameSize()), size);
    }
}
