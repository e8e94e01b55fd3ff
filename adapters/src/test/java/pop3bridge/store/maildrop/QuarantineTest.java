package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pop3bridge.store.maildrop.VerdictsTest.good;
import static pop3bridge.store.maildrop.VerdictsTest.read;
import static pop3bridge.store.maildrop.VerdictsTest.spam;
import static pop3bridge.store.maildrop.VerdictsTest.virus;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** Messages that Amazon SES found spam or a virus in, where {@code mail.quarantine} is set: they are moved out of the maildrop. */
class QuarantineTest {
    private final World world = new World();

    private Maildrop openQuarantined(Account account) throws MaildropException {
        return world.quarantined().open(account, Opening.of("session", Form.AS_STORED));
    }

    private void assertServed(String... texts) throws Exception {
        try (Maildrop maildrop = openQuarantined(World.ANNA)) {
            assertEquals(texts.length, maildrop.count());
            for (int number = 1; number <= texts.length; number++) {
                assertEquals(texts[number - 1], read(maildrop, number));
            }
        }
    }

    @Test
    void hiddenMessagesAreMovedToTheQuarantine() throws Exception {
        VerdictsTest.deliver(world);
        assertServed(good("two"), good("four"), good("six"));
        assertEquals(List.of("bad/anna/m1", "bad/anna/m3", "bad/anna/m5", "mail/anna/m2", "mail/anna/m4",
                "mail/anna/m6"), world.mail());
        assertEquals(virus("three"), new String(world.memory.contents().get("bad/anna/m3"), ISO_8859_1));
        assertServed(good("two"), good("four"), good("six"));
        assertEquals(3, world.count("pop3bridge.messages.quarantined"));
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY", "DELETE"})
    void aMessageThatCannotBeMovedStaysHiddenAndIsMovedLater(Operation operation) throws Exception {
        VerdictsTest.deliver(world);
        world.store.always(operation, key -> key.contains("/m3"), new Fault.Refuse(Reason.UNAVAILABLE));
        assertServed(good("two"), good("four"), good("six"));
        assertTrue(world.mail().contains("mail/anna/m3"));
        world.store.heal();
        assertServed(good("two"), good("four"), good("six"));
        assertFalse(world.mail().contains("mail/anna/m3"));
        assertTrue(world.mail().contains("bad/anna/m3"));
    }

    @Test
    void aMessageThatIsReplacedMeanwhileIsNotMoved() throws Exception {
        VerdictsTest.deliver(world);
        world.store.once(Operation.COPY, new Fault.Refuse(Reason.PRECONDITION_FAILED));
        assertServed(good("two"), good("four"), good("six"));
        assertEquals(2, world.count("pop3bridge.messages.quarantined"));
    }

    @Test
    void noLoginWaitsForMovesAndOneLoginAtATimeMoves() throws Exception {
        VerdictsTest.deliver(world);
        List<String> before = world.mail();
        Queue<Runnable> background = new ArrayDeque<>();
        StoredMaildrops maildrops = world.quarantined(background::add);
        for (int login = 0; login < 2; login++) {
            try (Maildrop maildrop = maildrops.open(World.ANNA, Opening.of("session", Form.AS_STORED))) {
                assertEquals(3, maildrop.count());
            }
        }
        assertEquals(before, world.mail());
        assertEquals(1, background.size());
        background.remove().run();
        assertEquals(3, world.count("pop3bridge.messages.quarantined"));
        world.deliver("m7", spam("seven"));
        try (Maildrop maildrop = maildrops.open(World.ANNA, Opening.of("session", Form.AS_STORED))) {
            assertEquals(3, maildrop.count());
        }
        background.remove().run();
        assertEquals(4, world.count("pop3bridge.messages.quarantined"));
    }

    private void deliverSpam(int count) throws StoreException {
        for (int i = 0; i < count; i++) {
            world.deliver("m" + i, spam("" + i));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ARCHIVED", "REJECTED"})
    void messagesThatCanNeverBeMovedHoldUpNoOther(Reason reason) throws Exception {
        deliverSpam(110);
        world.store.always(Operation.COPY, key -> !key.contains("/m1"), new Fault.Refuse(reason));
        assertServed();
        assertEquals(21, world.count("pop3bridge.messages.quarantined"));
    }

    @Test
    void whereNoMessageCanBeMovedOthersAreNotTried() throws Exception {
        deliverSpam(110);
        AtomicInteger tried = new AtomicInteger();
        world.store.always(Operation.COPY, key -> tried.incrementAndGet() > 0, new Fault.Refuse(Reason.DENIED));
        assertServed();
        assertTrue(tried.get() <= 16);
    }

    /** A copy of an object to itself, and then its deletion, would lose it. */
    @ParameterizedTest
    @ValueSource(strings = {"bad/anna/", "bad/bob/"})
    void fromAQuarantineNothingIsMoved(String prefix) throws Exception {
        world.memory.put(prefix + "m1", spam("one").getBytes(ISO_8859_1), Condition.always());
        try (Maildrop maildrop = openQuarantined(new Account("anna", List.of("s3://mail/" + prefix), false))) {
            assertEquals(0, maildrop.count());
        }
        assertEquals(List.of(prefix + "m1"), world.mail());
    }

    @Test
    void whoMayDeleteNothingMovesNothing() throws Exception {
        VerdictsTest.deliver(world);
        List<String> before = world.mail();
        try (Maildrop maildrop = openQuarantined(new Account("anna", List.of(), true))) {
            assertEquals(3, maildrop.count());
        }
        assertEquals(before, world.mail());
    }
}
