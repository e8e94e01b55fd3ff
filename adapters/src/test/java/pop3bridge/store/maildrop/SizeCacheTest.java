package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SizeCacheTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SizeCache cache = new SizeCache(registry);

    @Test
    void aSizeBelongsToOneStateOfOneObject() {
        cache.put("bucket", "key", "\"1\"", 5_000_000_000L);
        assertEquals(OptionalLong.of(5_000_000_000L), cache.get("bucket", "key", "\"1\""));
        assertEquals(OptionalLong.empty(), cache.get("bucket", "key", "\"2\""));
        assertEquals(OptionalLong.empty(), cache.get("bucket", "other", "\"1\""));
        assertEquals(OptionalLong.empty(), cache.get("other", "key", "\"1\""));
    }

    @Test
    void lookUpsAndEntriesAreCounted() {
        cache.put("bucket", "key", "\"1\"", 0);
        cache.get("bucket", "key", "\"1\"");
        cache.get("bucket", "key", "\"1\"");
        cache.get("bucket", "key", "\"2\"");
        assertEquals(2, lookUps("hit"));
        assertEquals(1, lookUps("miss"));
        assertEquals(1, registry.get("pop3bridge.size.cache.entries").gauge().value());
    }

    private double lookUps(String result) {
        return registry.get("pop3bridge.size.cache.lookups").tag("result", result).functionCounter().count();
    }
}
