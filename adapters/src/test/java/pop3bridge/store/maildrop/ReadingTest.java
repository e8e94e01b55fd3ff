package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.Download.Encoding;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;

/** What the reader of a message gets when the store fails. */
class ReadingTest {
    private static final String LARGE = "0123456789abcde\n".repeat(20_000);
    private static final String UNREADABLE = "pop3bridge.messages.unreadable";

    private final World world = new World();

    @BeforeEach
    void mail() throws Exception {
        world.deliver("m1", LARGE);
        world.deliver("m2", "small\n");
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, TEMPORARY, message cannot be read now",
            "THROTTLED, TEMPORARY, message cannot be read now",
            "CONFLICT, TEMPORARY, message cannot be read now", "NO_BUCKET, TEMPORARY, message cannot be read now",
            "CREDENTIALS, TEMPORARY, message cannot be read now", "CLOCK, TEMPORARY, message cannot be read now",
            "REGION, TEMPORARY, message cannot be read now",
            "KEY, PERMANENT, message is encrypted with a key that cannot be used",
            "CUSTOMER_KEY, PERMANENT, message is encrypted with a key of its writer",
            "DENIED, PERMANENT, server is not permitted to read this message",
            "ARCHIVED, PERMANENT, 'message is archived, restore it first'",
            "NOT_IMPLEMENTED, PERMANENT, message cannot be read", "REJECTED, PERMANENT, message cannot be read"})
    void aRefusedMessage(Reason store, MaildropException.Reason maildrop, String text) throws Exception {
        world.store.always(Operation.GET, _ -> true, new Fault.Refuse(store));
        assertRefused(1, maildrop, text);
        double counted = world.registry.find(UNREADABLE).counters().stream()
                .filter(reason -> reason.count() > 0).count();
        assertEquals(maildrop == MaildropException.Reason.PERMANENT ? 1 : 0, counted);
    }

    @Test
    void aMessageThatIsGone() throws Exception {
        try (Maildrop maildrop = world.open()) {
            world.memory.delete(World.PREFIX + "m2", Condition.always());
            assertRefused(maildrop, 2, MaildropException.Reason.PERMANENT, "message was deleted from the store");
        }
    }

    /** Its number and unique-id belong to the octets that were there at login. */
    @Test
    void aMessageThatWasReplaced() throws Exception {
        try (Maildrop maildrop = world.open()) {
            world.deliver("m2", "other\n");
            assertRefused(maildrop, 2, MaildropException.Reason.PERMANENT, "message was replaced in the store");
        }
    }

    @Test
    void ofAMessageOpenedForItsBeginningALittleIsFetched() throws Exception {
        byte[] line = new byte[1000];
        try (Maildrop maildrop = world.open(); Content content = maildrop.openBeginning(1)) {
            for (int read = 0; read < 10_000;) {
                read += content.read(line);
            }
            assertEquals(1, world.reads());
            assertEquals(List.of(16_384L), world.store.fetched());
        }
    }

    @Test
    void aMessageThatIsReplacedBetweenTwoPiecesIsNotHalfOfEach() throws Exception {
        try (Maildrop maildrop = world.open(); Content content = maildrop.openBeginning(1)) {
            assertEquals(1000, content.read(new byte[1000]));
            world.deliver("m1", "other".repeat(64_000));
            assertThrows(IOException.class, () -> World.read(content));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 319_999, 320_000})
    void aBreakOffIsNotNoticed(int octets) throws Exception {
        world.store.once(Operation.GET, new Fault.BreakAfter(octets));
        try (Maildrop maildrop = world.open(); Content content = maildrop.open(1)) {
            assertEquals(LARGE, World.read(content));
        }
        assertEquals(octets < LARGE.length() ? 1 : 0, world.registry.get("pop3bridge.reads.resumed").counter().count());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 319_999})
    void aBreakOffThatLastsIsNoEnd(int octets) throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        world.store.once(Operation.GET, new Fault.BreakAfter(octets));
        world.store.always(Operation.GET, _ -> broken.get(), new Fault.BreakAfter(0));
        try (Maildrop maildrop = world.open(); Content content = maildrop.open(1)) {
            assertThrows(IOException.class, () -> World.read(content));
            assertEquals(4, world.reads());
        }
        broken.set(false);
        try (Maildrop maildrop = world.open(); Content content = maildrop.open(1)) {
            assertEquals(LARGE, World.read(content));
        }
    }

    @Test
    void aStoreThatBreaksOffAgainAndAgainIsNotAskedWithoutEnd() throws Exception {
        world.store.always(Operation.GET, _ -> true, new Fault.BreakAfter(1000));
        try (Maildrop maildrop = world.open(); Content content = maildrop.open(1)) {
            assertThrows(IOException.class, () -> World.read(content));
        }
        assertEquals(101, world.reads());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageThatIsReplacedOrGoneAfterABreakOffIsNotHalfOfEach(boolean replaced) throws Exception {
        world.store.once(Operation.GET, new Fault.BreakAfter(100_000));
        try (Maildrop maildrop = world.open(); Content content = maildrop.open(1)) {
            assertEquals(1000, content.read(new byte[1000]));
            if (replaced) {
                world.deliver("m1", "other".repeat(64_000));
            } else {
                world.memory.delete(World.PREFIX + "m1", Condition.always());
            }
            assertThrows(IOException.class, () -> World.read(content));
            assertEquals(2, world.reads());
        }
    }

    /** Octets received from the store are not thrown away for a client that reads slowly. */
    @Test
    void aClientThatReadsNothingOccupiesNoConnection() throws Exception {
        try (Maildrop maildrop = world.open(); Content content = maildrop.open(1)) {
            byte[] buffer = new byte[10_000];
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                all.write(buffer, 0, read);
                content.pause();
            }
            assertEquals(LARGE, all.toString(StandardCharsets.ISO_8859_1));
        }
        assertEquals(List.of(320_000L, 65_536L, 65_536L, 65_536L, 65_536L, 47_856L), world.store.fetched());
        assertEquals(1, world.registry.get("pop3bridge.reads.paused").counter().count());
    }

    @Test
    void aClientThatReadsOnGetsLargerAndLargerPieces() throws Exception {
        try (Maildrop maildrop = world.open(); Content content = maildrop.open(1)) {
            int read = content.read(new byte[10_000]);
            content.pause();
            assertEquals(LARGE.substring(read), World.read(content));
        }
        assertEquals(List.of(320_000L, 65_536L, 131_072L, 113_392L), world.store.fetched());
    }

    @Test
    void aSmallMessageThatBreaksOffIsNotBegun() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        world.store.always(Operation.GET, _ -> broken.get(), new Fault.BreakAfter(0));
        assertRefused(2, MaildropException.Reason.TEMPORARY, "message cannot be read now");
        broken.set(false);
        try (Maildrop maildrop = world.open(); Content content = maildrop.open(2)) {
            assertEquals("small\n", World.read(content));
        }
    }

    @Test
    void theEndStaysTheEnd() throws Exception {
        try (Maildrop maildrop = world.open()) {
            for (int number : World.numbers(2)) {
                try (Content content = maildrop.open(number)) {
                    World.read(content);
                    assertEquals(-1, content.read(new byte[10]));
                }
            }
        }
    }

    @Test
    void textsForClientsAreOneLineOfAscii() throws Exception {
        for (Reason reason : Reason.values()) {
            world.store.heal();
            world.store.always(Operation.GET, _ -> true, new Fault.Refuse(reason));
            try (Maildrop maildrop = world.open()) {
                String text = String
                        .valueOf(assertThrows(MaildropException.class, () -> maildrop.open(1)).getMessage());
                assertEquals("", text.replaceAll("[ -~]", ""), text);
            }
        }
    }

    /** Its octets would go out as mail, with line ends repaired, and then be deleted. */
    @ParameterizedTest
    @CsvSource({"COMPRESSED, message was compressed by its writer",
            "FRAMED, message was stored with the aws-chunked framing of its upload",
            "ENCRYPTED, message was encrypted by its writer"})
    void whatItsWriterHasEncodedIsNotSentAndNotDeleted(Encoding encoding, String text) throws Exception {
        world.memory.encoded(World.PREFIX + "m2", encoding);
        try (Maildrop maildrop = world.open()) {
            assertRefused(maildrop, 2, MaildropException.Reason.PERMANENT, text);
            assertEquals(text, assertThrows(MaildropException.class, () -> maildrop.openBeginning(2)).getMessage());
            assertEquals(text, assertThrows(MaildropException.class, () -> maildrop.checkRemovable(2)).getMessage());
            maildrop.checkRemovable(1);
        }
        assertEquals(1, world.count(UNREADABLE, "reason", encoding.name().toLowerCase(Locale.ROOT)));
    }

    @Test
    void whatWasNotReadIsLookedAtBeforeItIsDeleted() throws Exception {
        world.memory.encoded(World.PREFIX + "m2", Encoding.ENCRYPTED);
        try (Maildrop maildrop = world.open()) {
            assertEquals("message was encrypted by its writer",
                    assertThrows(MaildropException.class, () -> maildrop.checkRemovable(2)).getMessage());
            maildrop.checkRemovable(1);
            maildrop.checkRemovable(1);
            assertEquals(2, world.reads());
            assertEquals(List.of(1L, 1L),
                    world.store.fetched().stream().skip(world.store.fetched().size() - 2).toList());
            world.store.always(Operation.GET, _ -> true, new Fault.Refuse(Reason.DENIED));
        }
        try (Maildrop maildrop = world.open()) {
            maildrop.checkRemovable(1);
        }
    }

    @Test
    void whatWasReadIsNotLookedAtAgain() throws Exception {
        try (Maildrop maildrop = world.open()) {
            maildrop.sizes(List.of(1, 2));
            int reads = world.reads();
            maildrop.checkRemovable(1);
            maildrop.checkRemovable(2);
            assertEquals(reads, world.reads());
        }
    }

    @Test
    void encodedMailMayBeDeletedWhereASettingSaysSo() throws Exception {
        world.memory.encoded(World.PREFIX + "m2", Encoding.COMPRESSED);
        try (Maildrop maildrop = world.unreadableMayGo().open(World.ANNA, Opening.of("session", Form.AS_STORED))) {
            assertThrows(MaildropException.class, () -> maildrop.open(2));
            maildrop.checkRemovable(2);
        }
    }

    /** The object itself says nothing then. */
    @Test
    void aMessageWithAnInstructionFileBesideItIsEncrypted() throws Exception {
        world.deliver("m2.instruction", "{}");
        world.deliver("another.instruction", "a message that is called so");
        try (Maildrop maildrop = world.open()) {
            assertEquals(3, maildrop.count());
            assertEquals("another.instruction", maildrop.uniqueId(3));
            assertRefused(maildrop, 2, MaildropException.Reason.PERMANENT, "message was encrypted by its writer");
            maildrop.open(3).close();
        }
    }

    /** What has other octets under the same ETag is not the listed message. */
    @ParameterizedTest
    @ValueSource(ints = {5, 7})
    void anAnswerOfAnotherLengthThanTheListingNamesIsNoMessage(int octets) throws Exception {
        world.store.always(Operation.GET, _ -> true, new Fault.OtherLength(octets));
        try (Maildrop maildrop = world.open()) {
            assertRefused(maildrop, 2, MaildropException.Reason.TEMPORARY, "message cannot be read now");
            assertThrows(MaildropException.class, () -> maildrop.openBeginning(2));
            assertThrows(MaildropException.class, () -> maildrop.sizes(List.of(2)));
            world.store.heal();
            maildrop.open(2).close();
        }
    }

    private void assertRefused(int number, MaildropException.Reason reason, String text) throws MaildropException {
        try (Maildrop maildrop = world.open()) {
            assertRefused(maildrop, number, reason, text);
        }
    }

    private static void assertRefused(Maildrop maildrop, int number, MaildropException.Reason reason, String text) {
        MaildropException refused = assertThrows(MaildropException.class, () -> maildrop.open(number));
        assertEquals(reason, refused.reason());
        assertEquals(text, refused.getMessage());
    }
}
