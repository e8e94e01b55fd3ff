package pop3bridge.store.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.probe.StoreMode;

/** A capability that the store has lost is not used any more; one that it has gained is not used yet. */
final class RestrictedModeTest {
    private static final StoreMode FULL = new StoreMode(true, true, true);
    private static final StoreMode FREE_OVERWRITE = new StoreMode(false, true, true);

    private final Simulated simulated = new Simulated();
    private final FaultyStore store = new FaultyStore(
            new MemoryStore(() -> SimTimeline.wall(simulated.world.now()), 1000));

    private MaildropLocks locks(StoreMode mode) {
        return new MaildropLocks(simulated.process(),
                new LockConfig(".pop3bridge/", Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10), 1000,
                        true),
                mode, "host", new SimpleMeterRegistry());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLockIsReleasedWithoutADeletionThatTheStoreNoLongerChecks(boolean lost) throws Throwable {
        simulated.tell(() -> {
            MaildropLocks locks = locks(FULL);
            MaildropLock held = locks.acquire(store, "mail", "mail/anna/", "session");
            locks.restrict(lost ? FREE_OVERWRITE : FULL);
            held.release();
        });
        assertEquals(lost ? 0 : 1, store.requests(Operation.DELETE));
        assertEquals(lost ? 2 : 1, store.requests(Operation.PUT));
    }

    @Test
    void whatTheStoreHasGainedIsNotUsed() throws Throwable {
        simulated.tell(() -> {
            MaildropLocks locks = locks(FREE_OVERWRITE);
            locks.restrict(FULL);
            locks.acquire(store, "mail", "mail/anna/", "session").release();
        });
        assertEquals(0, store.requests(Operation.DELETE));
    }
}
