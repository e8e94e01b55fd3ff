package pop3bridge.store.lock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.LockAdmin.Found;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.time.SystemTimeline;
import pop3bridge.store.time.Timeline;

/** What operators see of locks, and how they release them. */
final class LockAdminTest {
    private static final String BUCKET = "mail";
    private static final String CONTROL = ".pop3bridge/";
    private static final String PREFIX = "mail/anna/";
    private static final String KEY = MaildropLocks.key(CONTROL, BUCKET, PREFIX);

    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
    private final MemoryStore memory = new MemoryStore(clock::get, 1000);
    private final FaultyStore store = new FaultyStore(memory);
    private final LockAdmin admin = new LockAdmin(store, BUCKET, CONTROL);

    private MaildropLocks locks(int inline) {
        return locks(new SystemTimeline(), inline);
    }

    private static MaildropLocks locks(Timeline time, int inline) {
        return new MaildropLocks(time,
                new LockConfig(CONTROL, Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10), inline, true),
                new StoreMode(true, true, true), "host", new SimpleMeterRegistry());
    }

    private Found found() throws StoreException {
        return admin.of(PREFIX).orElseThrow();
    }

    /** Leaves a lock that names two removals, as a store does that fails at the wrong time. */
    private void leaveRemovals(int inline) throws Throwable {
        Simulated simulated = new Simulated();
        simulated.tell(() -> leaveRemovals(locks(simulated.process(), inline)));
    }

    private void leaveRemovals(MaildropLocks locks) throws Exception {
        for (String name : List.of("a", "b", "c")) {
            memory.put(PREFIX + name, name.getBytes(UTF_8), Condition.always());
        }
        store.always(Operation.DELETE_BATCH, _ -> true, new Fault.Refuse(Reason.UNAVAILABLE));
        MaildropLock lock = locks.acquire(store, BUCKET, PREFIX, "session");
        lock.remove(store.list(PREFIX, Optional.empty()).entries().subList(0, 2));
        lock.release();
        assertTrue(locks.stop(Duration.ofSeconds(10)));
        store.heal();
    }

    @Test
    void aLockIsListedWithItsHolder() throws Exception {
        MaildropLock lock = locks(1000).acquire(store, BUCKET, PREFIX, "session");
        Found.Lock found = assertInstanceOf(Found.Lock.class, found());
        assertEquals("s3://mail/mail/anna/", found.maildrop());
        assertEquals("held", found.state());
        assertTrue(found.holder().matches("host/\\w+/session"), found.holder());
        assertEquals(List.of(found), admin.all());
        assertFalse(found.expired());
        clock.set(Instant.EPOCH.plusSeconds(92));
        assertTrue(assertInstanceOf(Found.Lock.class, found()).expired());
        lock.release();
        assertEquals(Optional.empty(), admin.of(PREFIX));
    }

    @Test
    void theFolderThatAStoreKeepsIsNoLock() throws Exception {
        memory.put(CONTROL + "locks/", new byte[0], Condition.always());
        assertEquals(List.of(), admin.all());
    }

    @Test
    void whoHasAFreedLockHasLostIt() throws Exception {
        MaildropLock lock = locks(1000).acquire(store, BUCKET, PREFIX, "session");
        memory.put(PREFIX + "a", "a".getBytes(UTF_8), Condition.always());
        admin.free(assertInstanceOf(Found.Lock.class, found()));
        MaildropException lost = assertThrows(MaildropException.class,
                () -> lock.remove(store.list(PREFIX, Optional.empty()).entries()));
        assertEquals(MaildropException.Reason.LOCK_LOST, lost.reason());
        assertEquals(1, store.list(PREFIX, Optional.empty()).entries().size());
        locks(1000).acquire(store, BUCKET, PREFIX, "next").release();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void aFreedLockStillNamesWhatIsDecided(int inline) throws Throwable {
        leaveRemovals(inline);
        Found.Lock left = assertInstanceOf(Found.Lock.class, found());
        assertEquals(2, left.removals().size());
        admin.free(left);
        Found.Lock freed = assertInstanceOf(Found.Lock.class, found());
        assertTrue(freed.free());
        assertEquals(2, freed.removals().size());
        MaildropLock lock = locks(inline).acquire(store, BUCKET, PREFIX, "next");
        assertEquals(List.of(PREFIX + "c"),
                lock.visible(store.list(PREFIX, Optional.empty()).entries()).stream().map(e -> e.key()).toList());
        lock.release();
        assertEquals(Optional.empty(), admin.of(PREFIX));
        assertEquals(List.of(PREFIX + "c"), List.copyOf(memory.contents().keySet()));
    }

    @Test
    void aLockThatHasChangedIsNotFreed() throws Exception {
        locks(1000).acquire(store, BUCKET, PREFIX, "session").release();
        MaildropLock lock = locks(1000).acquire(store, BUCKET, PREFIX, "session");
        Found.Lock seen = assertInstanceOf(Found.Lock.class, found());
        lock.release();
        MaildropLock next = locks(1000).acquire(store, BUCKET, PREFIX, "next");
        assertEquals(Reason.PRECONDITION_FAILED,
                assertThrows(StoreException.class, () -> admin.free(seen)).reason());
        next.use();
        next.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{}", "{\"v\":2}",
            "{\"v\":1,\"state\":\"held\",\"maildrop\":\"s3://mail/mail/bert/\",\"token\":\"t\",\"nonce\":\"n\","
                    + "\"leaseMillis\":1000,\"holder\":\"h/i/s\",\"since\":\"now\"}",
            "{\"v\":1,\"state\":\"held\",\"maildrop\":\"s3://mail/mail/anna/\",\"token\":\"t\",\"nonce\":\"n\","
                    + "\"leaseMillis\":0,\"holder\":\"h/i/s\",\"since\":\"now\"}",
            "{\"v\":1,\"state\":\"held\",\"maildrop\":\"s3://mail/mail/anna/\",\"token\":\"t\",\"nonce\":\"n\","
                    + "\"leaseMillis\":1000,\"holder\":\"h/i/s\",\"since\":\"now\",\"sets\":[\"none.json\"]}"})
    void whatIsForeignIsNeverStolen(String body) throws Exception {
        memory.put(KEY, body.getBytes(UTF_8), Condition.always());
        clock.set(Instant.EPOCH.plus(Duration.ofDays(1)));
        MaildropException refused = assertThrows(MaildropException.class,
                () -> locks(1000).acquire(store, BUCKET, PREFIX, "session"));
        assertEquals(MaildropException.Reason.PERMANENT, refused.reason());
        Found.Foreign foreign = assertInstanceOf(Found.Foreign.class, found());
        admin.discard(PREFIX, foreign);
        locks(1000).acquire(store, BUCKET, PREFIX, "session").release();
    }

    @Test
    void setsThatNoLockNamesAreClearedWhenTheyAreOld() throws Throwable {
        memory.put(CONTROL + "sets/unnamed.json", "{}".getBytes(UTF_8), Condition.always());
        leaveRemovals(0);
        assertEquals(Optional.of(0), admin.clearSets());
        clock.set(Instant.EPOCH.plus(Duration.ofDays(2)));
        assertEquals(Optional.of(1), admin.clearSets());
        assertEquals(2, assertInstanceOf(Found.Lock.class, found()).removals().size());
    }

    @Test
    void whileALockCannotBeReadNoSetIsCleared() throws Exception {
        memory.put(CONTROL + "sets/unnamed.json", "{}".getBytes(UTF_8), Condition.always());
        memory.put(KEY, "no JSON".getBytes(UTF_8), Condition.always());
        clock.set(Instant.EPOCH.plus(Duration.ofDays(2)));
        assertEquals(Optional.empty(), admin.clearSets());
    }
}
