package pop3bridge.store.lock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.store.Download;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.LockRecord.State;
import pop3bridge.store.probe.StoreMode;

/**
 * The first write of a login takes effect minutes late. Meanwhile the session acquired the lock with a later write, and
 * other sessions have held it since: the lock contains the session's token again, although the lock was lost.
 */
final class LateCreateTest {
    private static final String KEY = "lock";

    private final Simulated simulated = new Simulated();
    private final MemoryStore memory = new MemoryStore(() -> SimTimeline.wall(simulated.world.now()), 1000);
    private final FaultyStore store = new FaultyStore(memory);
    private final LockObject object = new LockObject(store, ".c/", KEY, "s3://mail/anna/");

    private Lease lease(boolean conditionalDelete) {
        return new Lease(new LockContext(simulated.process(),
                new LockConfig(".c/", Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10), 1000, true),
                new StoreMode(conditionalDelete, true, true), "host", new SimpleMeterRegistry()), object, "session");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCreateThatLandsBehindALaterWriteIsUndone(boolean conditionalDelete) throws Throwable {
        Lease lease = lease(conditionalDelete);
        lease.create();
        byte[] create = read();
        memory.delete(KEY, Condition.always());
        String other = memory.put(KEY, "another session's lock".getBytes(UTF_8),
                Condition.absent());
        lease.take(other, List.of(), List.of());
        memory.delete(KEY, Condition.always());
        memory.put(KEY, create, Condition.absent());
        assertEquals(Lease.Outcome.LOST, lease.swap(State.COMMITTING));
        if (conditionalDelete) {
            assertFalse(memory.contents().containsKey(KEY));
        } else {
            assertEquals(State.FREE, LockRecord.decode(read()).state());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWriteWhoseAnswerWasLostIsGoneOnWith(boolean conditionalDelete) throws Throwable {
        Lease lease = lease(conditionalDelete);
        lease.create();
        store.once(Operation.PUT, new Fault.LoseAnswer());
        assertEquals(Lease.Outcome.DONE, lease.swap(State.HELD));
        store.once(Operation.PUT, new Fault.Refuse(Reason.UNAVAILABLE));
        assertEquals(Lease.Outcome.DONE, lease.swap(State.COMMITTING));
        assertEquals(State.COMMITTING, LockRecord.decode(read()).state());
    }

    private byte[] read() throws Exception {
        try (Download download = memory.get(KEY, Range.ALL, Optional.empty())) {
            return download.readAll(10_000);
        }
    }
}
