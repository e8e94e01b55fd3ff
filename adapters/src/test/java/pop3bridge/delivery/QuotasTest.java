package pop3bridge.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.maildrop.Address;

class QuotasTest {
    private static final Optional<Outcome> OVER = Optional.of(Outcome.OVER_QUOTA);
    private static final Address ANNAS = Address.of(
            new Account("anna", List.of("s3://mail/anna/", "s3://mail/old/"), false), "mail", "mail/{user}/");

    private final FaultyStore store = new FaultyStore(new MemoryStore());
    private long nanos;
    private final Quotas quotas = new Quotas(new Quota(100, 3), () -> nanos);

    private void put(String key, int size) throws StoreException {
        store.put(key, new byte[size], Condition.always());
    }

    private Optional<Outcome> deliver(String name, int size) throws StoreException {
        return quotas.refusal(ANNAS, store, "anna/" + name, size);
    }

    @Test
    void theMessagesOfAllPlacesCount() throws Exception {
        put("anna/1", 40);
        put("old/2", 40);
        put("anna/folder/3", 40);
        assertEquals(OVER, deliver("x", 21));
        assertEquals(Optional.empty(), deliver("x", 20));
        assertEquals(OVER, deliver("y", 0));
    }

    /** The usage is known for a while, and counts what is delivered in the meantime. */
    @Test
    void aMaildropIsNotListedForEachMessage() throws Exception {
        put("anna/1", 100);
        assertEquals(OVER, deliver("x", 1));
        int lists = store.requests(Operation.LIST);
        store.delete("anna/1", Condition.always());
        assertEquals(OVER, deliver("x", 1));
        assertEquals(lists, store.requests(Operation.LIST));
        nanos += Duration.ofSeconds(10).toNanos();
        assertEquals(Optional.empty(), deliver("x", 60));
        assertEquals(OVER, deliver("y", 60));
        quotas.forget(ANNAS);
        assertEquals(Optional.empty(), deliver("y", 60));
    }

    /** Its acknowledgement was lost, and it has filled the maildrop. */
    @Test
    void aMessageThatIsStoredAlreadyIsNotReturned() throws Exception {
        put("anna/1", 100);
        assertEquals(Optional.of(Outcome.REPEATED), deliver("1", 100));
    }

    @Test
    void withoutAQuotaNothingIsListed() throws Exception {
        assertEquals(Optional.empty(),
                new Quotas(Quota.NONE, () -> nanos).refusal(ANNAS, store, "anna/x", Long.MAX_VALUE));
        assertEquals(0, store.requests(Operation.LIST));
    }
}
