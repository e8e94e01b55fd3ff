package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.StoreException.Reason;

/** UPDATE: what is removed, and that the truth is told about what is not. */
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
    void aBatchThatFailsDoesNotKeepTheOthers() throws Exception {
        world.deliver(MANY);
        world.store.once(Operation.DELETE_BATCH, new Fault.None());
        world.store.once(Operation.DELETE_BATCH, new Fault.Refuse(Reason.UNAVAILABLE));
        assertNotRemoved(World.numbers(MANY), MaildropException.Reason.TEMPORARY, "1000 of 2500 messages not removed");
        try (Maildrop maildrop = world.open()) {
            assertEquals(1000, maildrop.count());
            assertEquals("m1000", maildrop.uniqueId(1));
            maildrop.remove(World.numbers(1000));
        }
        assertEquals(List.of(), world.mail());
    }

    @Test
    void allBatchesMayFail() throws Exception {
        world.deliver(MANY);
        world.store.always(Operation.DELETE_BATCH, _ -> true, new Fault.Refuse(Reason.DENIED));
        assertNotRemoved(World.numbers(MANY), MaildropException.Reason.PERMANENT, "2500 of 2500 messages not removed");
    }

    @ParameterizedTest
    @CsvSource({"DENIED, PERMANENT", "NOT_IMPLEMENTED, PERMANENT", "NO_BUCKET, PERMANENT", "UNAVAILABLE, TEMPORARY",
            "THROTTLED, TEMPORARY"})
    void someOfABatchMayBeKept(Reason store, MaildropException.Reason maildrop) throws Exception {
        world.deliver(5);
        world.store.once(Operation.DELETE_BATCH, new Fault.Keep(store, key -> key.endsWith("1") || key.endsWith("3")));
        assertNotRemoved(List.of(5, 4, 2), maildrop, "2 of 3 messages not removed");
        assertEquals(List.of("m0", "m1", "m2", "m3").stream().map(World.PREFIX::concat).toList(),
                world.mail());
    }

    @Test
    void whereOneReasonIsTemporaryTryingAgainMayHelp() throws Exception {
        world.deliver(MANY);
        world.store.once(Operation.DELETE_BATCH, new Fault.Keep(Reason.DENIED, key -> key.endsWith("/m7")));
        world.store.once(Operation.DELETE_BATCH, new Fault.Keep(Reason.THROTTLED, key -> key.endsWith("/m1007")));
        assertNotRemoved(World.numbers(MANY), MaildropException.Reason.TEMPORARY, "2 of 2500 messages not removed");
    }

    @Test
    void whatNobodyKnowsIsNotSaidToBeRemoved() throws Exception {
        world.deliver(3);
        world.store.once(Operation.DELETE_BATCH, new Fault.LoseAnswer());
        assertNotRemoved(World.numbers(3), MaildropException.Reason.TEMPORARY, "3 of 3 messages not removed");
        assertEquals(List.of(), world.mail());
    }

    @Test
    void whatIsGoneAlreadyCountsAsRemoved() throws Exception {
        world.deliver(3);
        try (Maildrop maildrop = world.open()) {
            world.memory.deleteBatch(List.of(World.PREFIX + "m1"));
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
