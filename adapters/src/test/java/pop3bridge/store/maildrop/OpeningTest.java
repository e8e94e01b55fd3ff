package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import pop3bridge.store.StoreException.Reason;

/** The messages of a maildrop when it is opened; failures never make it look empty. */
class OpeningTest {
    private static final int MANY = 100;
    /** The requests for a listing with seven keys a page, of which ranges are read at the same time. */
    private static final int PAGES = 17;

    private final World world = new World();

    @Test
    void allPagesAreOneMaildrop() throws Exception {
        world.deliver(MANY);
        assertEquals(IntStream.range(0, MANY).mapToObj(i -> "m" + i).toList(), uniqueIds());
        assertEquals(PAGES, world.store.requests(Operation.LIST, World.PREFIX));
    }

    @Test
    void aListingThatFailsAtAnyPageOpensNothingAndLeavesTheMaildropFree() throws Exception {
        world.deliver(MANY);
        for (int good = 0; good < PAGES; good++) {
            for (int i = 0; i < good; i++) {
                world.store.once(Operation.LIST, new Fault.None());
            }
            world.store.once(Operation.LIST, new Fault.Refuse(Reason.UNAVAILABLE));
            assertEquals(MaildropException.Reason.TEMPORARY, refused().reason());
            assertEquals(MANY, count());
        }
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, TEMPORARY", "THROTTLED, TEMPORARY", "CONFLICT, TEMPORARY", "CREDENTIALS, TEMPORARY",
            "CLOCK, TEMPORARY", "REGION, TEMPORARY", "KEY, PERMANENT", "DENIED, PERMANENT",
            "NO_BUCKET, PERMANENT", "NOT_FOUND, PERMANENT", "NOT_IMPLEMENTED, PERMANENT", "REJECTED, PERMANENT"})
    void aRefusedListingIsNoEmptyMaildrop(Reason store, MaildropException.Reason maildrop) throws Exception {
        world.deliver(1);
        world.store.always(Operation.LIST, World.PREFIX::equals, new Fault.Refuse(store));
        assertEquals(maildrop, refused().reason());
        world.store.heal();
        assertEquals(1, count());
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, TEMPORARY", "THROTTLED, TEMPORARY", "CREDENTIALS, TEMPORARY",
            "CLOCK, TEMPORARY", "REGION, TEMPORARY", "KEY, PERMANENT", "DENIED, PERMANENT", "NO_BUCKET, PERMANENT",
            "NOT_IMPLEMENTED, PERMANENT"})
    void aStoreThatTakesNoLockOpensNothing(Reason store, MaildropException.Reason maildrop) throws Exception {
        world.deliver(1);
        world.store.always(Operation.PUT, _ -> true, new Fault.Refuse(store));
        assertEquals(maildrop, refused().reason());
        world.store.heal();
        assertEquals(1, count());
    }

    @ParameterizedTest
    @EnumSource(value = Operation.class, names = {"PUT", "DELETE"})
    void aLostAnswerAboutTheLockDoesNoHarm(Operation operation) throws Exception {
        world.deliver(1);
        world.store.once(operation, new Fault.LoseAnswer());
        assertEquals(1, count());
        assertEquals(1, count());
    }

    @Test
    void whileOneSessionHasTheMaildropAnotherIsRefused() throws Exception {
        world.deliver(1);
        try (Maildrop _ = world.open()) {
            assertEquals(MaildropException.Reason.IN_USE, refused().reason());
        }
        assertEquals(1, count());
    }

    @ParameterizedTest
    @CsvSource({"bob/x,", "..,", "anna,s3://mail/.pop3bridge/", "anna,s3://mail/.pop3bridge/locks/",
            "anna,s3://mail/anna/ s3://mail/.pop3bridge/sizes/"})
    void aMaildropOutsideItsPlaceIsNotOpened(String user, @Nullable String maildrop) {
        Account account = new Account(user,
                maildrop == null ? List.of() : List.of(maildrop.split(" ", -1)), false);
        MaildropException refused = assertThrows(MaildropException.class,
                () -> world.maildrops.open(account, new Opening("s1", Form.AS_STORED, () -> false)));
        assertEquals(MaildropException.Reason.PERMANENT, refused.reason());
    }

    @Test
    void ofALargeMaildropTheOldestMessagesAreShownUntilTheyAreDeleted() throws Exception {
        world.deliver(5);
        StoredMaildrops maildrops = world.showingAtMost(2);
        List<List<String>> sessions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            try (Maildrop maildrop = maildrops.open(World.ANNA, Opening.of("session", Form.AS_STORED))) {
                List<Integer> numbers = IntStream.rangeClosed(1, maildrop.count()).boxed().toList();
                sessions.add(numbers.stream().map(maildrop::uniqueId).toList());
                maildrop.remove(numbers);
            }
        }
        assertEquals(List.of(List.of("m0", "m1"), List.of("m2", "m3"), List.of("m4"), List.of()), sessions);
    }

    /** Whatever writes several objects at a time may end with them in any order. */
    @Test
    void aTimeInTheNameIsTheArrival() throws Exception {
        world.clock.set(Instant.parse("2026-06-01T00:00:00Z"));
        for (String name : List.of("20260701T000000.000Z-c", "b", "20251231T235959.999Z-d", "20261399T000000.000Z-a")) {
            world.memory.put(World.PREFIX + name, new byte[]{1}, Condition.always());
        }
        assertEquals(List.of("20251231T235959.999Z-d", "20261399T000000.000Z-a", "b", "20260701T000000.000Z-c"),
                uniqueIds());
    }

    @Test
    void theOrderIsThatOfArrivalThenOfKeys() throws Exception {
        long[] seconds = {50, 10, 30, 30, 20, 30, 40, 10, 60};
        for (int i = 0; i < seconds.length; i++) {
            world.clock.set(Instant.ofEpochSecond(seconds[i]));
            world.memory.put(World.PREFIX + (char) ('i' - i), new byte[]{1}, Condition.always());
        }
        assertEquals(List.of("b", "h", "e", "d", "f", "g", "c", "i", "a"), uniqueIds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMAZON_SES_SETUP_NOTIFICATION", "", "folder/", "sub/m1", "/", "/m1"})
    void whatIsNoMailIsLeftOut(String name) throws Exception {
        world.deliver("m1", "mail");
        world.deliver(name, "no mail");
        assertEquals(List.of("m1"), uniqueIds());
    }

    @Test
    void objectsWithoutOctetsAreLeftOutAndCountedOnce() throws Exception {
        world.deliver("folder", "");
        world.deliver("m1", "mail");
        world.deliver("place holder", "");
        assertEquals(List.of("m1"), uniqueIds());
        assertEquals(List.of("m1"), uniqueIds());
        assertEquals(2, world.count("pop3bridge.objects.empty"));
    }

    /** There is nothing to protect, and a lock that is kept would be renewed for nothing. */
    @Test
    void anEmptyMaildropKeepsNoLock() throws Exception {
        world.deliver("place holder", "");
        try (Maildrop maildrop = world.open()) {
            assertEquals(0, maildrop.count());
            assertEquals(List.of(World.PREFIX + "place holder"), List.copyOf(world.memory.contents().keySet()));
            maildrop.use();
            maildrop.remove(List.of());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMAZON_SES_SETUP_NOTIFICATION.eml", "amazon_ses_setup_notification", ".", "..", ".hidden",
            ".pop3bridge"})
    void whatOnlyLooksLikeItIsMail(String name) throws Exception {
        world.deliver(name, "mail");
        assertEquals(List.of(name), uniqueIds());
    }

    @Test
    void anotherMaildropWhoseNameBeginsTheSameIsAnother() throws Exception {
        world.memory.put("mail/anna@example.org/m1", new byte[]{1}, Condition.always());
        world.memory.put("mail/ann", new byte[]{1}, Condition.always());
        assertEquals(List.of(), uniqueIds());
    }

    @Test
    void aMaildropMayBeTheTopOfTheBucketThatHasTheLocks() throws Exception {
        world.memory.put("m1", new byte[]{1}, Condition.always());
        world.memory.put("folder/m2", new byte[]{1}, Condition.always());
        try (Maildrop maildrop = open("s3://mail/")) {
            assertEquals(1, maildrop.count());
            assertEquals("m1", maildrop.uniqueId(1));
            maildrop.remove(List.of(1));
        }
        assertEquals(List.of("folder/m2"), world.mail());
    }

    @Test
    void anAccountMayHaveAMaildropOfItsOwnInAnotherBucket() throws Exception {
        world.deliver("m1", "not this one");
        world.other.put("x/m2", "this one\r\n".getBytes(US_ASCII), Condition.always());
        try (Maildrop maildrop = open("s3://other/x/")) {
            assertEquals(1, maildrop.count());
            assertEquals("this one\r\n", World.read(maildrop.open(1)));
            assertEquals(10, maildrop.sizes(List.of(1))[0]);
            maildrop.remove(List.of(1));
        }
        assertFalse(world.other.contents().containsKey("x/m2"));
        assertEquals(1, count());
    }

    private Maildrop open(String maildrop) throws MaildropException {
        return world.maildrops.open(new Account("anna", Optional.of(maildrop)), Opening.of("session", Form.AS_STORED));
    }

    private MaildropException refused() {
        return assertThrows(MaildropException.class, world::open);
    }

    private int count() throws MaildropException {
        return uniqueIds().size();
    }

    private List<String> uniqueIds() throws MaildropException {
        try (Maildrop maildrop = world.open()) {
            return IntStream.rangeClosed(1, maildrop.count()).mapToObj(maildrop::uniqueId).toList();
        }
    }
}
