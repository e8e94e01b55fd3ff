package pop3bridge.store.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.time.Timeline;

/** How a login waits for a lock held by another session. */
final class LockWaitTest {
    private static final Duration LEASE = Duration.ofSeconds(90);
    private static final String PREFIX = "mail/anna/";

    private final Simulated simulated = new Simulated();
    private final FaultyStore store = new FaultyStore(
            new MemoryStore(() -> SimTimeline.wall(simulated.world.now()), 1000));

    private MaildropLocks replica(Duration wait) {
        return replica(simulated.process(), wait);
    }

    private static MaildropLocks replica(Timeline time, Duration wait) {
        return new MaildropLocks(time,
                new LockConfig(".pop3bridge/", LEASE, wait, Duration.ofMinutes(10), 1000, true),
                new StoreMode(true, true, true), "host", new SimpleMeterRegistry());
    }

    private MaildropLock acquire(MaildropLocks locks) throws MaildropException {
        return locks.acquire(store, "mail", PREFIX, "session");
    }

    private Duration now() {
        return Duration.ofNanos(simulated.world.now());
    }

    private void sleep(Duration time) {
        simulated.process().sleep(time);
    }

    @Test
    void aWaitOfZeroIsOneLook() throws Throwable {
        simulated.tell(() -> {
            MaildropLock held = acquire(replica(Duration.ZERO));
            assertEquals(MaildropException.Reason.IN_USE,
                    assertThrows(MaildropException.class, () -> acquire(replica(Duration.ZERO))).reason());
            assertEquals(Duration.ZERO, now());
            held.release();
        });
        assertEquals(2, store.requests(Operation.PUT));
        assertEquals(1, store.requests(Operation.GET));
    }

    @Test
    void aVainWaitOfTenSecondsCostsFewLooksAndNoWrites() throws Throwable {
        simulated.tell(() -> {
            MaildropLock held = acquire(replica(Duration.ZERO));
            assertThrows(MaildropException.class, () -> acquire(replica(Duration.ofSeconds(10))));
            assertEquals(10, now().toSeconds());
            held.release();
        });
        assertEquals(2, store.requests(Operation.PUT));
        assertTrue(store.requests(Operation.GET) <= 12, () -> store.requests(Operation.GET) + " looks");
    }

    /** Woken, not polling: the next look would be most of a second away. */
    @Test
    void onTheSameReplicaALoginIsLetInAtOnceAfterADrop() throws Throwable {
        simulated.tell(() -> {
            MaildropLocks replica = replica(Duration.ofSeconds(10));
            MaildropLock held = acquire(replica);
            simulated.beside(() -> {
                sleep(Duration.ofMillis(3100));
                held.release();
            });
            MaildropLock next = acquire(replica);
            assertTrue(now().toMillis() < 3200, () -> "let in after " + now());
            next.release();
        });
    }

    @Test
    void onAnotherReplicaALoginIsLetInSoonAfterADrop() throws Throwable {
        simulated.tell(() -> {
            MaildropLock held = acquire(replica(Duration.ZERO));
            simulated.beside(() -> {
                sleep(Duration.ofSeconds(5));
                held.release();
            });
            acquire(replica(Duration.ofSeconds(10))).release();
            assertTrue(now().toMillis() < 7100, () -> "let in after " + now());
        });
    }

    @Test
    void afterAKilledHolderALoginIsLetInWhenTheLeaseIsOver() throws Throwable {
        simulated.tell(() -> {
            SimWorld.Program process = new SimWorld.Program();
            acquire(replica(new SimTimeline(simulated.world, process), Duration.ZERO));
            process.crash();
            acquire(replica(Duration.ofMinutes(10))).release();
            assertTrue(now().compareTo(LEASE) >= 0, () -> "let in after " + now());
            assertTrue(now().compareTo(LEASE.plusSeconds(4)) <= 0, () -> "let in after " + now());
        });
    }

    /** As long as its session lives, a lock is kept beyond any lease. */
    @Test
    void aLivingHolderIsWaitedForInVain() throws Throwable {
        simulated.tell(() -> {
            MaildropLock held = acquire(replica(Duration.ZERO));
            simulated.beside(() -> {
                for (int minute = 0; minute < 10; minute++) {
                    sleep(Duration.ofMinutes(1));
                    held.active();
                }
                held.release();
            });
            assertThrows(MaildropException.class, () -> acquire(replica(Duration.ofMinutes(9))));
        });
    }

    /** A thread that hangs must not hold a maildrop. */
    @Test
    void aHolderThatDoesNothingIsNotRenewed() throws Throwable {
        simulated.tell(() -> {
            acquire(replica(Duration.ZERO));
            acquire(replica(Duration.ofMinutes(20))).release();
            assertTrue(now().compareTo(Duration.ofMinutes(11)) > 0, () -> "let in after " + now());
            assertTrue(now().compareTo(Duration.ofMinutes(13).plus(LEASE)) < 0, () -> "let in after " + now());
        });
    }
}
