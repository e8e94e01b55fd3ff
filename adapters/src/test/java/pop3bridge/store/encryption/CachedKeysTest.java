package pop3bridge.store.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.encryption.DataKeys.Wrapped;

/** Data keys that are remembered for a short time. */
final class CachedKeysTest {
    private static final Wrapped ONE = new Wrapped("b25l", Map.of("for", "one"));

    private final AtomicLong nanos = new AtomicLong();
    private final List<Wrapped> requests = new ArrayList<>();
    private final CachedKeys<String> cache = new CachedKeys<>(nanos::get);
    private final DataKeys keys = cache.of("anna", wrapped -> {
        requests.add(wrapped);
        return new byte[]{(byte) requests.size()};
    });

    @Test
    void aKeyIsRequestedOnce() throws Exception {
        assertArrayEquals(new byte[]{1}, keys.key(ONE));
        assertArrayEquals(new byte[]{1}, keys.key(new Wrapped("b25l", Map.of("for", "one"))));
        assertEquals(1, requests.size());
    }

    @Test
    void anotherContextIsAnotherKey() throws Exception {
        keys.key(ONE);
        assertArrayEquals(new byte[]{2}, keys.key(new Wrapped("b25l", Map.of("for", "two"))));
    }

    @Test
    void anotherIdentityIsAskedForAgain() throws Exception {
        keys.key(ONE);
        DataKeys others = cache.of("bert", _ -> {
            throw new StoreException(Reason.KEY, "denied");
        });
        assertThrows(StoreException.class, () -> others.key(ONE));
    }

    @Test
    void itIsForgottenSoon() throws Exception {
        keys.key(ONE);
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        assertArrayEquals(new byte[]{2}, keys.key(ONE));
    }

    /** KMS may allow it a moment later. */
    @Test
    void aRefusalIsNotRemembered() throws Exception {
        List<Reason> refusals = new ArrayList<>(List.of(Reason.KEY));
        DataKeys late = cache.of("anna", _ -> {
            if (!refusals.isEmpty()) {
                throw new StoreException(refusals.removeFirst(), "denied");
            }
            return new byte[]{9};
        });
        assertThrows(StoreException.class, () -> late.key(ONE));
        assertArrayEquals(new byte[]{9}, late.key(ONE));
    }
}
