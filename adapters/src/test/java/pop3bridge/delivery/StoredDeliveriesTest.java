package pop3bridge.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.guard.NameRules;
import pop3bridge.lmtp.Deliveries.Mail;
import pop3bridge.lmtp.Deliveries.Mailbox;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.lmtp.Deliveries.Recipient;
import pop3bridge.lmtp.MailPath;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.Turns;
import pop3bridge.store.Entry;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

class StoredDeliveriesTest {
    private static final String TRACE = "Received: by mx id 1; Sun, 29 Nov 2026 19:53:45 +0000\r\n";

    private final MemoryStore bucket = new MemoryStore();
    private final FaultyStore store = new FaultyStore(bucket);
    private final Map<String, Account> accounts = new HashMap<>();
    private boolean available = true;
    private boolean knowsRecipients = true;
    private Quota quota = Quota.NONE;

    private final AccountSource source = new AccountSource() {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Optional<Account> authenticate(String user, Secret password, Turns turns) {
            return Optional.empty();
        }

        @Override
        public boolean knows(String user) {
            return false;
        }

        @Override
        public boolean knowsRecipients() {
            return knowsRecipients;
        }

        @Override
        public Optional<Account> find(String user) throws AccountsUnavailableException {
            if (!available) {
                throw new AccountsUnavailableException("down", null);
            }
            return Optional.ofNullable(accounts.get(user));
        }
    };

    private StoredDeliveries deliveries(NameRules names, Unverified unverified) {
        return new StoredDeliveries(source,
                new StoredDeliveries.Config("mail", "mail/{user}/", new RecipientRules(names, "+", unverified), quota),
                _ -> store,
                () -> Instant.parse("2026-11-29T20:00:00.5Z"));
    }

    private void accounts(String... names) {
        for (String name : names) {
            accounts.put(name, new Account(name, Optional.empty()));
        }
    }

    private static MailPath path(String local, String domain) {
        return new MailPath(local + (domain.isEmpty() ? "" : "@" + domain), local, domain);
    }

    private static String user(StoredDeliveries deliveries, MailPath address) {
        return switch (deliveries.recipient(address)) {
            case Recipient.Found(Mailbox mailbox) -> mailbox.user();
            case Recipient other -> other.getClass().getSimpleName();
        };
    }

    private Outcome deliver(String content) {
        accounts("anna");
        Recipient.Found found = assertInstanceOf(Recipient.Found.class,
                deliveries(NameRules.NONE, Unverified.REJECT).recipient(path("anna", "")));
        return found.mailbox().store(new Mail("bob@example.org", "anna", content.getBytes(UTF_8)));
    }

    private List<String> keys() throws StoreException {
        return bucket.list("mail/anna/", Optional.empty()).entries().stream().map(Entry::key).toList();
    }

    @Test
    void addressesBelongToUsersAsLoginNamesDo() {
        accounts("anna", "bert@example.org", "carl+lists", "Dora@Example.com");
        StoredDeliveries stripped = deliveries(new NameRules(false, List.of("example.net")), Unverified.REJECT);
        List<String> users = new ArrayList<>();
        for (MailPath address : List.of(path("anna", ""), path("anna", "Example.NET"), path("anna+x+y", "example.net"),
                path("bert", "EXAMPLE.org"), path("bert+x", "example.org"), path("carl+lists", "example.net"),
                path("Dora", "Example.com"))) {
            users.add(user(stripped, address));
        }
        assertEquals(List.of("anna", "anna", "anna", "bert@example.org", "bert@example.org", "carl+lists",
                "Dora@Example.com"), users);
        for (MailPath address : List.of(path("anna", "example.org"), path("ANNA", ""), path("carl", "example.net"),
                path("+anna", ""))) {
            assertEquals("Unknown", user(stripped, address), address.text());
        }
        assertEquals("anna", user(deliveries(new NameRules(true, List.of()), Unverified.REJECT), path("ANNA", "")));
    }

    @Test
    void usersWhoseExistenceNobodyCanTell() {
        knowsRecipients = false;
        assertEquals("Unknown", user(deliveries(NameRules.NONE, Unverified.REJECT), path("anna", "")));
        assertEquals("anna@example.org",
                user(deliveries(NameRules.NONE, Unverified.ACCEPT), path("anna+x", "Example.ORG")));
        assertEquals("Unknown", user(deliveries(NameRules.NONE, Unverified.ACCEPT), path("a/b", "")));
        available = false;
        assertEquals("Unavailable", user(deliveries(NameRules.NONE, Unverified.ACCEPT), path("anna", "")));
    }

    @Test
    void aMessageIsStoredWithItsHeaders() throws Exception {
        assertEquals(Outcome.STORED, deliver("Subject: x\r\n"));
        String key = keys().getFirst();
        assertTrue(key.matches("mail/anna/20261129T200000\\.500Z-[0-9a-f]{16}\\.eml"), key);
        assertEquals(Outcome.STORED, deliver("Subject: x\r\n"));
        assertEquals(2, keys().size());
    }

    /** The store has the message, and the mail server does not know. */
    @Test
    void aLostAnswer() throws Exception {
        store.once(Operation.PUT, new Fault.LoseAnswer());
        assertEquals(Outcome.UNAVAILABLE, deliver(TRACE + "Subject: x\r\n"));
        assertEquals(1, keys().size());
        assertEquals(Outcome.REPEATED, deliver(TRACE + "Subject: x\r\n"));
        assertEquals(1, keys().size());
    }

    /** No message bounces because of the store. */
    @Test
    void everyFaultIsTemporary() throws Exception {
        for (Reason reason : Reason.values()) {
            if (reason != Reason.PRECONDITION_FAILED) {
                store.once(Operation.PUT, new Fault.Refuse(reason));
                assertEquals(Outcome.UNAVAILABLE, deliver("Subject: x\r\n"), reason.name());
            }
        }
        assertEquals(List.of(), keys());
    }
}
