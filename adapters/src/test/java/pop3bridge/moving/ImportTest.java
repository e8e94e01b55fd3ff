package pop3bridge.moving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.moving.Import.Settings;
import pop3bridge.moving.Import.Summary;
import pop3bridge.moving.MailSource.Arrival;
import pop3bridge.moving.MailSource.BadMailException;
import pop3bridge.moving.MailSource.Identity;
import pop3bridge.moving.MailSource.Mail;
import pop3bridge.moving.MailSource.Unreadable;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.Address;
import pop3bridge.store.maildrop.ListedMail;

class ImportTest {
    private static final Address MAILDROP = Address.of(new Account("anna", Optional.empty()), "mail", "mail/{user}/");
    private static final Settings SETTINGS = new Settings(4, false, KeptIds.NONE);

    private final MemoryStore memory = new MemoryStore();
    private final FaultyStore store = new FaultyStore(memory);
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    private final Import.Watcher watcher = new Import.Watcher() {
        @Override
        public void failed(String name, String reason) {
            failures.add(name + ": " + reason);
        }

        @Override
        public void advanced(MailSource source) {
            assertTrue(source.done() > 0);
        }
    };

    private long unusedIds;

    private Summary run(Settings settings, MailSource... sources) throws StoreException, IOException {
        try (Import run = new Import(store, MAILDROP, settings, watcher, Duration.ofMillis(2))) {
            for (MailSource source : sources) {
                run.copy(source);
                source.close();
            }
            run.finish();
            unusedIds = run.unusedIds();
            return run.summary();
        }
    }

    private Summary run(MailSource... sources) throws StoreException, IOException {
        return run(SETTINGS, sources);
    }

    private List<String> names() throws StoreException {
        return ListedMail.of(memory, MAILDROP, Optional.empty()).names().stream().sorted().toList();
    }

    @Test
    void messagesAreStoredWithCrlfUnderNamesThatSayWhenTheyArrived() throws Exception {
        assertEquals(new Summary(3, 0, 0, 12, 2), run(new Letters().mail("a\n", 0, Letters.uid(7, "id/7"))
                .mail("b", 1, Letters.uid(8, "id-8")).mail("c\r\nd", 2, Letters.uid(9, "not valid"))));
        assertEquals(List.of("20261129T070809.000Z-0000000007-8e4621379786ef42.uidl=id%2F7.eml",
                "20261129T070810.000Z-0000000008-"),
                names().stream().map(name -> name.contains("-0000000007-")
                        ? name
                        : name.substring(0, 32)).limit(2).toList());
        assertEquals("c\r\nd\r\n", new String(memory.contents().get(MAILDROP.prefix() + names().getLast()), UTF_8));
        assertTrue(names().getLast().matches(".*-0000000009-[0-9a-f]{16}\\.eml"), names().toString());
    }

    @Test
    void whatIsThereIsNotWrittenAgain() throws Exception {
        Letters letters = new Letters().mail("n").mail("b").mail("a", 0, Letters.uid(1, "x"))
                .mail("a", 0, Letters.uid(2, "y"));
        assertEquals(4, run(letters).imported());
        List<String> before = names();
        assertEquals(new Summary(0, 4, 0, 0, 0), run(letters));
        assertEquals(before, names());
        assertEquals(4, store.requests(Operation.PUT));
    }

    /** Mail that other clients delete between two runs does not make the rest appear twice. */
    @Test
    void messagesOfASourceWithAnOrderAreKnownAlthoughEarlierOnesAreGone() throws Exception {
        run(new Letters().mail("a", 50, Letters.uid(1, "1")).mail("b", 10, Letters.uid(2, "2"))
                .mail("c", 20, Letters.uid(3, "3")));
        assertEquals(List.of("20261129T070859.000Z-0000000001", "20261129T070859.000Z-0000000002",
                "20261129T070859.000Z-0000000003"), names().stream().map(name -> name.substring(0, 31)).toList());
        assertEquals(2, run(new Letters().mail("b", 10, Letters.uid(2, "2")).mail("c", 20, Letters.uid(3, "3"))
                .mail("d", 30, Letters.uid(4, "4"))).present());
        assertEquals("20261129T070859.000Z-0000000004", names().getLast().substring(0, 31));
    }

    @Test
    void messagesOfOneSecondKeepTheirOrder() throws Exception {
        Letters letters = new Letters();
        List<String> texts = IntStream.range(0, 50).mapToObj(i -> "text " + i + "\r\n").toList();
        texts.forEach(text -> letters.mail(text, 0, Identity.NONE));
        run(letters);
        assertEquals(texts, names().stream()
                .map(name -> new String(memory.contents().get(MAILDROP.prefix() + name), UTF_8)).toList());
        assertEquals(50, run(letters).present());
        // Without the first ones, the others have other milliseconds.
        Letters rest = new Letters();
        texts.stream().skip(10).forEach(text -> rest.mail(text, 0, Identity.NONE));
        assertEquals(40, run(rest).present());
    }

    /** Cron jobs and devices send such mail. */
    @Test
    void equalMessagesOfOneSourceAreAllKept() throws Exception {
        Letters letters = new Letters();
        for (int second : List.of(0, 0, 1, 0)) {
            letters.mail("alarm", second, Identity.NONE);
        }
        assertEquals(4, run(letters).imported());
        assertEquals(4, names().size());
        assertEquals(4, run(letters, letters).present() / 2);
        assertEquals(4, names().size());
        assertEquals(5, run(letters.mail("alarm", 0, Identity.NONE)).present() + 1);
        assertEquals(5, names().size());
    }

    @Test
    void aMessageThatIsKnownForCertainIsNotRead() throws Exception {
        Letters letters = new Letters().mail("a", 0, Letters.certain("1")).mail("b", 0, Letters.certain("2"))
                .mail("c", 0, Letters.certain("2"));
        assertEquals(3, run(letters).imported());
        assertEquals(3, letters.reads());
        assertEquals(3, run(letters).present());
        assertEquals(3, letters.reads());
    }

    @Test
    void whatCannotBeReadIsNamedAndTheOthersGoOn() throws Exception {
        Summary summary = run(new Letters().mail("a").found(new Unreadable("place", "is broken")).mail("")
                .found(new Mail("file", Arrival.at(Letters.TIME), Identity.NONE, () -> {
                    throw BadMailException.tooLarge(9);
                })).mail("b"));
        assertEquals(new Summary(2, 0, 3, 6, 0), summary);
        assertEquals(List.of("place: is broken", "letter 2: is empty", "file: is larger than 9 octets (--max-size)"),
                failures);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "THROTTLED", "CONFLICT"})
    void aStoreThatFailsForAWhileIsAskedAgain(Reason reason) throws Exception {
        store.once(Operation.PUT, new Fault.Refuse(reason));
        store.once(Operation.PUT, new Fault.Refuse(reason));
        assertEquals(new Summary(2, 0, 0, 6, 0), run(new Letters().mail("a").mail("b")));
    }

    @Test
    void aLostAnswerCountsAsImported() throws Exception {
        store.once(Operation.PUT, new Fault.LoseAnswer());
        assertEquals(new Summary(1, 0, 0, 3, 0), run(new Letters().mail("a")));
        assertEquals(1, names().size());
    }

    @Test
    void aStoreThatFailsEndsTheRunAndTheNextContinues() throws Exception {
        Letters letters = new Letters();
        IntStream.range(0, 100).forEach(i -> letters.mail("text " + i));
        store.always(Operation.PUT, key -> key.compareTo(MAILDROP.prefix() + "20261129T070820") > 0,
                new Fault.Refuse(Reason.UNAVAILABLE));
        assertEquals(Reason.UNAVAILABLE, assertThrows(StoreException.class, () -> run(letters)).reason());
        letters.close();
        assertTrue(store.requests(Operation.PUT) < 60);
        store.heal();
        int written = names().size();
        assertEquals(written, run(letters).present());
        assertEquals(100, names().size());
    }

    @Test
    void aMessageThatTheStoreRejectsDoesNotEndTheRun() throws Exception {
        store.once(Operation.PUT, new Fault.Refuse(Reason.REJECTED));
        assertEquals(1, run(new Settings(1, false, KeptIds.NONE), new Letters().mail("a").mail("b")).failed());
        assertEquals(List.of("letter 0: PUT: ordered fault"), failures);
    }

    @Test
    void whatGoesWrongInAnotherWayIsNotTakenForSuccess() throws Exception {
        ForwardingStore broken = new ForwardingStore(memory) {
            @Override
            public String put(String key, byte[] body, Condition condition) {
                throw new IllegalStateException("closed");
            }
        };
        try (Import run = new Import(broken, MAILDROP, SETTINGS, watcher)) {
            assertThrows(StoreException.class, () -> {
                run.copy(new Letters().mail("a"));
                run.finish();
            });
            assertEquals(new Summary(0, 0, 1, 0, 0), run.summary());
        }
        assertEquals(List.of("letter 0: PUT: java.lang.IllegalStateException: closed"), failures);
    }

    @ParameterizedTest
    @Timeout(60)
    @ValueSource(ints = {1, 4, 20})
    void soManyAreWrittenAtATime(int parallel) throws Exception {
        Letters letters = new Letters();
        IntStream.range(0, 200).forEach(i -> letters.mail("text " + i));
        CountingStore counting = new CountingStore(memory, parallel);
        try (Import run = new Import(counting, MAILDROP, new Settings(parallel, false, KeptIds.NONE), watcher)) {
            run.copy(letters);
            run.finish();
        }
        assertEquals(List.of(), failures);
        assertEquals(parallel, counting.most());
        assertEquals(200, names().size());
    }

    @Test
    void aDryRunWritesNothing() throws Exception {
        assertEquals(new Summary(1, 1, 0, 3, 0),
                run(new Settings(4, true, KeptIds.NONE), new Letters().mail("a"), new Letters().mail("a")));
        assertEquals(List.of(), names());
    }

    @Test
    void uniqueIdsMayBeInTheHeader() throws Exception {
        assertEquals(1, run(new Settings(4, false, KeptIds.X_UIDL), new Letters().mail("X-UIDL: abc\n\nx")).kept());
        assertTrue(names().getFirst().endsWith(".uidl=abc.eml"));
    }

    @Test
    void uniqueIdsInTheHeaderThatAreNotUsedAreCounted() throws Exception {
        Letters letters = new Letters().mail("X-UIDL: abc\n\nx").mail("X-UIDL: def\n\ny")
                .mail("X-UIDL: ghi\n\nz", 0, Letters.uid(1, "own")).mail("X-UIDL: not valid\n\nx").mail("\nX-UIDL: x");
        assertEquals(1, run(letters).kept());
        assertEquals(2, unusedIds);
        run(letters);
        assertEquals(0, unusedIds);
        run(new Settings(4, true, KeptIds.X_UIDL), letters.mail("X-UIDL: jkl\n\nx"));
        assertEquals(0, unusedIds);
    }

    @Test
    void aMessageWithoutATimeOfItsOwnHasThatInItsHeader() throws Exception {
        run(new Letters().found(new Mail("a", Arrival.inHeader(Letters.TIME), Identity.NONE,
                () -> "Date: 1 Jan 2020 00:00:00 +0000\n\n".getBytes(UTF_8)))
                .found(new Mail("b", Arrival.inHeader(Letters.TIME), Identity.NONE, () -> "x".getBytes(UTF_8)))
                .found(new Mail("c", Arrival.at(Letters.TIME.minusSeconds(9_000_000_000L)),
                        new Identity(OptionalLong.empty(), Optional.empty(), false), () -> "y".getBytes(UTF_8))));
        assertEquals(List.of("19700101T000000", "20200101T000000", "20261129T070809"),
                names().stream().map(name -> name.substring(0, 15)).toList());
    }
}
