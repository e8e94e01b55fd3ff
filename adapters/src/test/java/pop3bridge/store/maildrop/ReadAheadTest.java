package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Entry;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException.Reason;

/** Messages that are fetched before the client requests them. */
class ReadAheadTest {
    private static final int COUNT = 40;

    private final World world = new World();

    @BeforeEach
    void mail() throws Exception {
        for (int n = 1; n <= COUNT; n++) {
            world.deliver("m%02d".formatted(n), text(n));
        }
    }

    private static String text(int number) {
        return "message " + number + "\n";
    }

    private static void assertRead(Maildrop maildrop, int number) throws Exception {
        try (Content content = maildrop.open(number)) {
            assertEquals(text(number), World.read(content));
        }
    }

    private double octets(String result) {
        return world.registry.get("pop3bridge.read.ahead").tag("result", result).counter().count();
    }

    @Test
    void aClientThatRetrievesAllGetsEachFromOneRequest() throws Exception {
        try (Maildrop maildrop = world.open()) {
            for (int n = 1; n <= COUNT; n++) {
                assertRead(maildrop, n);
            }
        }
        assertEquals(COUNT, world.reads());
        assertTrue(octets("used") > 0);
        assertEquals(0, octets("wasted"));
    }

    @Test
    void oneMessageAloneIsNoReasonToFetchAnother() throws Exception {
        try (Maildrop maildrop = world.open()) {
            for (int n : new int[]{1, 7, 3, 20, 1}) {
                assertRead(maildrop, n);
            }
        }
        assertEquals(5, world.reads());
    }

    @Test
    void octetsThatNobodyRequestsAreCountedAndTheirMemoryIsFreed() throws Exception {
        try (Maildrop maildrop = world.open()) {
            for (int n = 1; n <= 10; n++) {
                assertRead(maildrop, n);
            }
            assertRead(maildrop, 1);
        }
        while (octets("wasted") == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aMessageThatCannotBeFetchedInAdvanceIsFetchedWhenRequested() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        world.store.always(Operation.GET, key -> failing.get() && key.endsWith("m03"),
                new Fault.Refuse(Reason.UNAVAILABLE));
        try (Maildrop maildrop = world.open()) {
            assertRead(maildrop, 1);
            assertRead(maildrop, 2);
            assertThrows(MaildropException.class, () -> maildrop.open(3));
            failing.set(false);
            assertRead(maildrop, 3);
            assertRead(maildrop, 4);
        }
    }

    @Test
    void aMessageThatWasReplacedBeforeItWasFetchedIsNotServed() throws Exception {
        try (Maildrop maildrop = world.open()) {
            world.deliver("m03", "other\n");
            assertRead(maildrop, 1);
            assertRead(maildrop, 2);
            assertEquals("message was replaced in the store",
                    assertThrows(MaildropException.class, () -> maildrop.open(3)).getMessage());
        }
    }

    @Test
    @Timeout(20)
    void aFetchThatEndsInAnErrorKeepsNobodyWaiting() {
        ObjectStore broken = (ObjectStore) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{ObjectStore.class}, (_, _, _) -> {
                    throw new StackOverflowError("as ordered");
                });
        MaildropMetrics metrics = new MaildropMetrics(new SimpleMeterRegistry());
        ReadAhead ahead = new ReadAhead(
                new MessageReader(broken, Set.of(), new Decoder(Optional.empty(), Optional.empty()),
                        new Archive(Optional.empty(), metrics), metrics),
                Collections.nCopies(3, new Entry("m", "e", 1, Instant.EPOCH)), new ReadAheadBudget(100, metrics),
                _ -> false);
        for (int number = 1; number <= 3; number++) {
            assertTrue(ahead.take(number).isEmpty());
        }
    }

    @Test
    void aBudgetIsSharedAndBoundsWhatIsWasted() {
        ReadAheadBudget budget = new ReadAheadBudget(2_000_000, new MaildropMetrics(new SimpleMeterRegistry()));
        assertTrue(budget.reserve(1_500_000));
        assertFalse(budget.reserve(600_000));
        budget.release(1_500_000, false);
        assertFalse(budget.reserve(1));
    }
}
