package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Restore;
import pop3bridge.store.StoreException.Reason;

/** Messages in a storage class that has to be restored before it can be read. */
class ArchiveTest {
    private static final String REQUESTED = "message is archived, its restore was requested";

    private final World world = new World();
    private final StoredMaildrops maildrops = world.restoring(new Restore(3, Restore.Tier.BULK));

    @BeforeEach
    void archive() throws Exception {
        world.deliver(3);
        world.store.always(Operation.GET, key -> key.endsWith("m1"), new Fault.Refuse(Reason.ARCHIVED));
    }

    private Maildrop open() throws MaildropException {
        return maildrops.open(World.ANNA, Opening.of("session", Form.AS_STORED));
    }

    private int requests() {
        return world.store.requests(Operation.RESTORE);
    }

    private static MaildropException refused(Maildrop maildrop) {
        return assertThrows(MaildropException.class, () -> maildrop.open(2));
    }

    private static void assertRead(Maildrop maildrop, int number) throws Exception {
        try (Content content = maildrop.open(number)) {
            assertEquals("%06d\n".formatted(number - 1), World.read(content));
        }
    }

    @Test
    void theRestoreIsRequestedOnceAndOtherMessagesAreServed() throws Exception {
        for (int session = 0; session < 3; session++) {
            try (Maildrop maildrop = open()) {
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertRead(maildrop, 1);
                    MaildropException refused = refused(maildrop);
                    assertEquals(MaildropException.Reason.TEMPORARY, refused.reason());
                    assertEquals(REQUESTED, refused.getMessage());
                    assertRead(maildrop, 3);
                }
            }
        }
        assertEquals(1, requests());
        assertEquals(1, world.count("pop3bridge.restores", "result", "requested"));
        world.store.heal();
        try (Maildrop maildrop = open()) {
            assertRead(maildrop, 2);
        }
    }

    @Test
    void nothingIsRestoredToTellSizes() throws Exception {
        try (Maildrop maildrop = open()) {
            assertEquals(7, maildrop.sizes(List.of(1, 2, 3))[1], "the size of the object");
            maildrop.checkRemovable(2);
            assertEquals(0, requests());
            assertEquals(REQUESTED, refused(maildrop).getMessage());
            assertEquals(1, requests());
        }
    }

    @Test
    void theNextSessionDoesNotReadItAgainForItsSize() throws Exception {
        for (int session = 0; session < 2; session++) {
            try (Maildrop maildrop = open()) {
                assertEquals(7, maildrop.sizes(List.of(1, 2, 3))[1], "the size of the object");
                assertEquals(REQUESTED, refused(maildrop).getMessage());
            }
        }
        assertEquals(3, world.store.requests(Operation.GET), "each message was read once");
    }

    @Test
    void theBeginningOfAMessageNeedsItToo() throws Exception {
        try (Maildrop maildrop = open()) {
            assertEquals(REQUESTED,
                    assertThrows(MaildropException.class, () -> maildrop.openBeginning(2)).getMessage());
        }
        assertEquals(1, requests());
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, TEMPORARY, 'message is archived, and its restore cannot be requested now'",
            "DENIED, PERMANENT, 'message is archived, restore it first'",
            "REJECTED, PERMANENT, 'message is archived, restore it first'"})
    void aRefusedRequestIsMadeAgain(Reason store, MaildropException.Reason reason, String text) throws Exception {
        world.store.once(Operation.RESTORE, new Fault.Refuse(store));
        try (Maildrop maildrop = open()) {
            MaildropException refused = refused(maildrop);
            assertEquals(reason, refused.reason());
            assertEquals(text, refused.getMessage());
            assertEquals(REQUESTED, refused(maildrop).getMessage());
        }
        assertEquals(1, world.count("pop3bridge.restores", "result", "refused"));
        assertEquals(1, world.count("pop3bridge.restores", "result", "requested"));
    }

    @Test
    void withoutTheSettingNothingIsRequested() throws Exception {
        try (Maildrop maildrop = world.open()) {
            assertEquals("message is archived, restore it first", refused(maildrop).getMessage());
        }
        assertEquals(0, requests());
    }
}
