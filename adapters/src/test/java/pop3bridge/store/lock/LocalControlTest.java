package pop3bridge.store.lock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.StoreMode;

/** Locks in one process, over a store that cannot hold them. */
final class LocalControlTest {
    private static final String CONTROL = ".pop3bridge/";
    private static final String PREFIX = "mail/anna/";

    private final MemoryStore memory = new MemoryStore();
    private final FaultyStore faulty = new FaultyStore(memory);
    private final LocalControl control = new LocalControl(CONTROL);
    private final Simulated simulated = new Simulated();
    private final MaildropLocks locks = new MaildropLocks(simulated.process(),
            new LockConfig(CONTROL, Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10), 1, false),
            new StoreMode(false, false, true), "host", new SimpleMeterRegistry());

    private ObjectStore bucket() {
        return control.over("mail", faulty);
    }

    @Test
    void sessionsOfOneProcessKeepEachOtherOut() throws Throwable {
        simulated.tell(() -> {
            MaildropLock first = locks.acquire(bucket(), "mail", PREFIX, "first");
            assertEquals(MaildropException.Reason.IN_USE, assertThrows(MaildropException.class,
                    () -> locks.acquire(bucket(), "mail", PREFIX, "second")).reason());
            locks.acquire(bucket(), "other", PREFIX, "third").release();
            first.release();
            locks.acquire(bucket(), "mail", PREFIX, "second").release();
        });
        assertEquals(0, faulty.requests(Operation.PUT));
    }

    @Test
    void quitIsAnsweredWhenAllIsRemoved() throws Throwable {
        deliver("a", "b", "c");
        faulty.once(Operation.DELETE_BATCH, new Fault.Refuse(Reason.UNAVAILABLE));
        simulated.tell(() -> {
            MaildropLock lock = locks.acquire(bucket(), "mail", PREFIX, "session");
            lock.remove(faulty.list(PREFIX, Optional.empty()).entries().subList(0, 2));
            assertEquals(List.of(PREFIX + "c"), List.copyOf(memory.contents().keySet()));
            lock.release();
        });
    }

    @Test
    void whatIsNotRemovedIsToldAndIsThereAgain() throws Throwable {
        deliver("a", "b", "c");
        faulty.always(Operation.DELETE_BATCH, _ -> true, new Fault.Refuse(Reason.UNAVAILABLE));
        simulated.tell(() -> {
            MaildropLock lock = locks.acquire(bucket(), "mail", PREFIX, "session");
            MaildropException failure = assertThrows(MaildropException.class,
                    () -> lock.remove(faulty.list(PREFIX, Optional.empty()).entries().subList(0, 2)));
            assertEquals(MaildropException.Reason.TEMPORARY, failure.reason());
            assertEquals("2 of 2 messages not deleted", failure.getMessage());
            lock.release();
            MaildropLock next = locks.acquire(bucket(), "mail", PREFIX, "next");
            assertEquals(3, next.visible(faulty.list(PREFIX, Optional.empty()).entries()).size());
            next.release();
        });
    }

    private void deliver(String... names) throws Exception {
        for (String name : names) {
            memory.put(PREFIX + name, name.getBytes(UTF_8), Condition.always());
        }
    }
}
