package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.Targets;

/** UPDATE: which messages are removed, and correct reports of those that are not. */
class RemovalTest {
    private static final int MANY = 2500;

    private final World world = new World();

    @Test
    void manyAreRemovedInBatches() throws Exception {
        world.deliver(MANY + 1);
        try (Maildrop maildrop = world.open()) {
            maildrop.remove(World.numbers(MANY));
        }
        assertEquals(List.of(World.PREFIX + "m" + MANY), world.mail());
        assertEquals(3, world.store.requests(Operation.DELETE_BATCH));
    }

    @Test
    void aBatchThatFailsIsTriedAgainAndDoesNotKeepTheOthers() throws Exception {
        world.deliver(MANY);
        world.store.once(Operation.DELETE_BATCH, new Fault.None());
        world.store.once(Operation.DELETE_BATCH, new Fault.Refuse(Reason.UNAVAILABLE));
        try (Maildrop maildrop = world.open()) {
            maildrop.remove(World.numbers(MANY));
        }
        assertEquals(List.of(), world.mail());
        assertEquals(4, world.store.requests(Operation.DELETE_BATCH));
    }

    @Test
    void whatIsDecidedAndNotDoneIsHiddenFromTheNextSession() throws Exception {
        world.deliver(3);
        world.store.always(Operation.DELETE_BATCH, _ -> true, new Fault.Refuse(Reason.UNAVAILABLE));
        try (Maildrop maildrop = world.open()) {
            maildrop.remove(World.numbers(2));
        }
        assertEquals(3, world.mail().size());
        world.locks.stop(Duration.ofSeconds(10));
        world.store.heal();
        try (Maildrop maildrop = world.openElsewhere()) {
            assertEquals(1, maildrop.count());
            assertEquals("m2", maildrop.uniqueId(1));
        }
        assertEquals(List.of(World.PREFIX + "m2"), world.mail());
    }

    @Test
    void allMayBeRefusedForGood() throws Exception {
        world.deliver(MANY);
        world.store.always(Operation.DELETE_BATCH, _ -> true, new Fault.Refuse(Reason.DENIED));
        world.store.always(Operation.DELETE, key -> key.startsWith(World.PREFIX), new Fault.Refuse(Reason.DENIED));
        assertNotRemoved(World.numbers(MANY), MaildropException.Reason.PERMANENT, "2500 of 2500 messages not deleted");
        try (Maildrop maildrop = world.open()) {
            assertEquals(MANY, maildrop.count());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = {"DENIED", "NOT_IMPLEMENTED", "REJECTED"})
    void someOfABatchMayBeRefusedForGood(Reason reason) throws Exception {
        world.deliver(5);
        world.store.once(Operation.DELETE_BATCH, new Fault.Keep(reason, key -> key.endsWith("1") || key.endsWith("3")));
        assertNotRemoved(List.of(5, 4, 2), MaildropException.Reason.PERMANENT, "2 of 3 messages not deleted");
        assertEquals(List.of("m0", "m1", "m2", "m3").stream().map(World.PREFIX::concat).toList(),
                world.mail());
        assertEquals(2, world.count("pop3bridge.removals.refused"));
    }

    @Test
    void aLostAnswerToABatchDoesNoHarm() throws Exception {
        world.deliver(3);
        world.store.once(Operation.DELETE_BATCH, new Fault.LoseAnswer());
        try (Maildrop maildrop = world.open()) {
            maildrop.remove(World.numbers(3));
        }
        assertEquals(List.of(), world.mail());
    }

    @Test
    void nothingIsRemovedThatIsNotDecided() throws Exception {
        world.deliver(3);
        try (Maildrop maildrop = world.open()) {
            world.memory.put(World.lockKey(), "taken over".getBytes(UTF_8), Condition.always());
            MaildropException lost = assertThrows(MaildropException.class, () -> maildrop.remove(World.numbers(3)));
            assertEquals(MaildropException.Reason.LOCK_LOST, lost.reason());
        }
        assertEquals(3, world.mail().size());
    }

    @Test
    void whatIsGoneAlreadyCountsAsRemoved() throws Exception {
        world.deliver(3);
        try (Maildrop maildrop = world.open()) {
            world.memory.deleteBatch(Targets.of(World.PREFIX + "m1"));
            maildrop.remove(World.numbers(3));
        }
        assertEquals(List.of(), world.mail());
    }

    private void assertNotRemoved(List<Integer> numbers, MaildropException.Reason reason, String text)
            throws MaildropException {
        try (Maildrop maildrop = world.open()) {
            MaildropException failure = assertThrows(MaildropException.class, () -> maildrop.remove(numbers));
            assertEquals(reason, failure.reason());
            assertEquals(text, failure.getMessage());
        }
    }
}
