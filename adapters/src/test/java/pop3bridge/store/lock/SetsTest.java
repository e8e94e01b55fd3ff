package pop3bridge.store.lock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.LockRecord.State;
import pop3bridge.store.probe.StoreMode;

/** Removal sets, stored in separate objects. */
final class SetsTest {
    private static final String CONTROL = ".pop3bridge/";
    private static final String PREFIX = "mail/anna/";
    private static final String KEY = MaildropLocks.key(CONTROL, "mail", PREFIX);

    private final Simulated simulated = new Simulated();
    private final MemoryStore memory = new MemoryStore();
    private final FaultyStore store = new FaultyStore(memory);
    private final MaildropLocks locks = new MaildropLocks(simulated.process(),
            new LockConfig(CONTROL, Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10), 1000, true),
            new StoreMode(true, true, true), "host", new SimpleMeterRegistry());

    /** Also one whose removals stand elsewhere too, when another one cannot be read. */
    @Test
    void aSetIsNotRemovedWhileTheLockNamesIt() throws Throwable {
        Removal removal = new Removal(PREFIX + "a", "\"etag\"", Instant.EPOCH);
        memory.put(CONTROL + "sets/one.json", LockRecord.encodeSet(List.of(removal)), Condition.always());
        memory.put(CONTROL + "sets/two.json", LockRecord.encodeSet(List.of(removal)), Condition.always());
        memory.put(KEY, new LockRecord(State.FREE, "s3://mail/" + PREFIX, "token", "nonce", 90_000, "host/i/s", "then",
                List.of(removal), List.of("one.json", "two.json")).encode(), Condition.always());
        store.always(Operation.GET, key -> key.endsWith("two.json"), new Fault.Refuse(Reason.UNAVAILABLE));
        simulated.tell(() -> {
            MaildropException refused = assertThrows(MaildropException.class,
                    () -> locks.acquire(store, "mail", PREFIX, "session"));
            assertEquals(MaildropException.Reason.TEMPORARY, refused.reason());
            assertTrue(memory.contents().containsKey(CONTROL + "sets/one.json"));
            store.heal();
            MaildropLock lock = locks.acquire(store, "mail", PREFIX, "session");
            assertEquals(List.of(), lock.visible(List.of()));
            lock.release();
            assertEquals(List.of(), List.copyOf(memory.contents().keySet()));
        });
    }

    /** Without the set nobody knows what was decided. */
    @Test
    void aLockWhoseSetIsGoneIsNotTaken() throws Throwable {
        memory.put(KEY, new LockRecord(State.FREE, "s3://mail/" + PREFIX, "token", "nonce", 90_000, "host/i/s", "then",
                List.of(), List.of("gone.json")).encode(), Condition.always());
        simulated.tell(() -> {
            MaildropException refused = assertThrows(MaildropException.class,
                    () -> locks.acquire(store, "mail", PREFIX, "session"));
            assertEquals(MaildropException.Reason.PERMANENT, refused.reason());
        });
        assertTrue(new String(memory.contents().get(KEY), UTF_8).contains("gone.json"));
    }
}
