package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;

/** A maildrop whose messages are under several prefixes, and one that may only be read. */
class SeveralPlacesTest {
    private static final Account ONE = new Account("anna", List.of("s3://mail/mail/anna/"), false);
    private static final Account TWO = new Account("anna", List.of("s3://mail/mail/anna/", "s3://mail/archive/"),
            false);

    private final World world = new World();

    private Maildrop open(Account account) throws MaildropException {
        return world.maildrops.open(account, Opening.of("session", Form.AS_STORED));
    }

    private List<String> uniqueIds(Account account) throws MaildropException {
        try (Maildrop maildrop = open(account)) {
            return IntStream.rangeClosed(1, maildrop.count()).mapToObj(maildrop::uniqueId).toList();
        }
    }

    private void archive(String name) throws StoreException {
        world.clock.updateAndGet(now -> now.plusSeconds(1));
        world.memory.put("archive/" + name, "old mail\n".getBytes(StandardCharsets.US_ASCII), Condition.always());
    }

    @Test
    void messagesOfAllPlacesAreInOrderOfArrivalUnderTheUniqueIdsOfTheFirst() throws Exception {
        world.deliver("a", "mail");
        archive("a");
        archive("sub/no-mail");
        world.deliver("b", "mail");
        List<String> before = uniqueIds(ONE);
        assertEquals(List.of("a", "b"), before);
        List<String> both = uniqueIds(TWO);
        assertEquals(List.of("a", "b"), List.of(both.get(0), both.get(2)));
        assertTrue(both.get(1).matches("~[A-Za-z0-9_-]{43}"), both.get(1));
        assertEquals(both, uniqueIds(TWO));
    }

    @Test
    void oneLockIsForAllPlaces() throws Exception {
        world.deliver(1);
        archive("a");
        try (Maildrop _ = open(TWO)) {
            assertEquals(MaildropException.Reason.IN_USE,
                    assertThrows(MaildropException.class, () -> open(ONE)).reason());
        }
    }

    @Test
    void messagesOfAllPlacesAreDeleted() throws Exception {
        world.deliver("a", "mail");
        archive("a");
        world.deliver("b", "mail");
        try (Maildrop maildrop = open(TWO)) {
            maildrop.remove(List.of(1, 2));
        }
        assertEquals(List.of("b"), uniqueIds(TWO));
    }

    @Test
    void nothingIsDeletedFromAReadOnlyMaildrop() throws Exception {
        world.deliver(1);
        try (Maildrop maildrop = open(new Account("anna", List.of(), true))) {
            assertEquals(MaildropException.Reason.PERMANENT,
                    assertThrows(MaildropException.class, () -> maildrop.checkRemovable(1)).reason());
        }
    }
}
