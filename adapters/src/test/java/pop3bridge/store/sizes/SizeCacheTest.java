package pop3bridge.store.sizes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import pop3bridge.message.Form;

class SizeCacheTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SizeCache cache = new SizeCache(registry);

    @Test
    void aSizeBelongsToOneStateOfOneObject() {
        cache.put("bucket", "key", "\"1\"", Form.AS_STORED, 5_000_000_000L);
        assertEquals(OptionalLong.of(5_000_000_000L), cache.get("bucket", "key", "\"1\"", Form.AS_STORED));
        assertEquals(OptionalLong.empty(), cache.get("bucket", "key", "\"2\"", Form.AS_STORED));
        assertEquals(OptionalLong.empty(), cache.get("bucket", "other", "\"1\"", Form.AS_STORED));
        assertEquals(OptionalLong.empty(), cache.get("other", "key", "\"1\"", Form.AS_STORED));
    }

    @Test
    void aSizeBelongsToTheFormsThatShareIt() {
        cache.put("bucket", "key", "\"1\"", new Form(true, false, false, false), 7);
        assertEquals(OptionalLong.of(7), cache.get("bucket", "key", "\"1\"", new Form(true, true, false, false)));
        assertEquals(OptionalLong.empty(), cache.get("bucket", "key", "\"1\"", new Form(false, true, false, false)));
        assertEquals(OptionalLong.empty(), cache.get("bucket", "key", "\"1\"", new Form(true, true, true, false)));
    }

    @Test
    void lookUpsAndEntriesAreCounted() {
        cache.put("bucket", "key", "\"1\"", Form.AS_STORED, 0);
        cache.get("bucket", "key", "\"1\"", Form.AS_STORED);
        cache.get("bucket", "key", "\"1\"", Form.AS_STORED);
        cache.get("bucket", "key", "\"2\"", Form.AS_STORED);
        assertEquals(2, lookUps("hit"));
        assertEquals(1, lookUps("miss"));
        assertEquals(1, registry.get("pop3bridge.size.cache.entries").gauge().value());
    }

    private double lookUps(String result) {
        return registry.get("pop3bridge.size.cache.lookups").tag("result", result).functionCounter().count();
    }
}
