package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.Entry;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;

/** Copies of removed messages. */
class KeptMailTest {
    private final World world = new World();
    private final StoredMaildrops maildrops = world.keepingMaildrops();

    private Maildrop open() throws MaildropException {
        return maildrops.open(World.ANNA, Opening.of("session", Form.AS_STORED));
    }

    @Test
    void whatIsRemovedIsKeptUnderItsName() throws Exception {
        world.deliver(100);
        try (Maildrop maildrop = open()) {
            maildrop.remove(World.numbers(99));
        }
        assertEquals(99, world.store.requests(Operation.COPY));
        List<String> mail = world.mail();
        assertEquals(100, mail.size());
        assertEquals(99, mail.stream().filter(key -> key.startsWith("kept/anna/")).count());
        assertEquals("000042\n",
                new String(Objects.requireNonNull(world.memory.contents().get("kept/anna/m42")), UTF_8));
        assertEquals(World.PREFIX + "m99", mail.getLast());
        try (Maildrop maildrop = open()) {
            assertEquals(1, maildrop.count());
        }
    }

    @Test
    void aMaildropOfItsOwnKeepsInItsBucketUnderTheName() throws Exception {
        world.other.put("inbox/m", "m".getBytes(UTF_8), Condition.always());
        try (Maildrop maildrop = maildrops.open(new Account("bert", Optional.of("s3://other/inbox/")),
                Opening.of("session", Form.AS_STORED))) {
            maildrop.remove(List.of(1));
        }
        assertEquals("m", new String(Objects.requireNonNull(world.other.contents().get("kept/bert/m")), UTF_8));
    }

    @Test
    void whatCannotBeKeptNowIsNotRemoved() throws Exception {
        assertNothingRemoved(Reason.UNAVAILABLE, MaildropException.Reason.TEMPORARY,
                "copies of the messages cannot be stored now, nothing was deleted");
    }

    @Test
    void whatCannotBeKeptForGoodIsNotRemoved() throws Exception {
        assertNothingRemoved(Reason.DENIED, MaildropException.Reason.PERMANENT,
                "copies of the messages cannot be stored, nothing was deleted");
    }

    private void assertNothingRemoved(Reason fault, MaildropException.Reason reason, String text) throws Exception {
        world.deliver(3);
        world.store.always(Operation.COPY, key -> key.endsWith("1"), new Fault.Refuse(fault));
        try (Maildrop maildrop = open()) {
            MaildropException refused = assertThrows(MaildropException.class,
                    () -> maildrop.remove(World.numbers(3)));
            assertEquals(reason, refused.reason());
            assertEquals(text, refused.getMessage());
        }
        assertEquals(0, world.store.requests(Operation.DELETE_BATCH));
        world.store.heal();
        try (Maildrop maildrop = open()) {
            assertEquals(3, maildrop.count());
        }
    }

    @Test
    void whatIsGoneOrReplacedIsNeitherKeptNorRemoved() throws Exception {
        world.deliver(200);
        try (Maildrop maildrop = open()) {
            world.memory.delete(World.PREFIX + "m0", Condition.always());
            world.memory.put(World.PREFIX + "m1", "another".getBytes(UTF_8), Condition.always());
            maildrop.remove(World.numbers(199));
        }
        List<String> mail = world.mail();
        assertEquals(199, mail.size());
        assertFalse(mail.contains("kept/anna/m0"));
        assertFalse(mail.contains("kept/anna/m1"));
        assertEquals(List.of(World.PREFIX + "m1", World.PREFIX + "m199"), mail.subList(197, 199));
    }

    @Test
    void whereAllIsGoneThereIsNothingToRemove() throws Exception {
        world.deliver(1);
        try (Maildrop maildrop = open()) {
            world.memory.delete(World.PREFIX + "m0", Condition.always());
            maildrop.remove(List.of(1));
        }
        assertEquals(0, world.store.requests(Operation.DELETE_BATCH));
    }

    /** So that the lock is held for as long as it takes. */
    @Test
    void eachCopyCountsAsActivity() throws Exception {
        world.deliver(30);
        AtomicInteger moved = new AtomicInteger();
        List<Entry> messages = world.memory.list(World.PREFIX, Optional.empty()).entries();
        assertEquals(messages, new KeptMail(world.store, new Address("mail", World.PREFIX), "kept/").keep(messages,
                moved::incrementAndGet));
        assertEquals(messages.size(), moved.get());
    }

    @Test
    void copiesOfWhoHasLostTheLockRemoveNothing() throws Exception {
        world.deliver(2);
        try (Maildrop maildrop = open()) {
            world.memory.put(World.lockKey(), "{}".getBytes(UTF_8), Condition.always());
            assertThrows(MaildropException.class, () -> maildrop.remove(World.numbers(2)));
        }
        assertEquals(2, world.mail().stream().filter(key -> key.startsWith(World.PREFIX)).count());
    }
}
