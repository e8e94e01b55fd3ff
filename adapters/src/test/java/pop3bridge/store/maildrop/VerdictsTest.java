package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.message.WireSize;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.maildrop.MaildropConfig.Verdicts;

/** Messages that Amazon SES found spam or a virus in. */
class VerdictsTest {
    private static final Form OUTLOOK = new Form(true, true, true, false);

    private final World world = new World();

    private static String message(String verdicts, String subject) {
        return "Received: from x\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 1;\n now\n" + verdicts
                + "Received: by mx; now\nSubject: " + subject + "\n\ntext\n.\n";
    }

    static String good(String subject) {
        return message("X-SES-Spam-Verdict: PASS\nX-SES-Virus-Verdict: PASS\n", subject);
    }

    static String spam(String subject) {
        return message("X-SES-Spam-Verdict: FAIL\nX-SES-Virus-Verdict: PASS\n", subject);
    }

    static String virus(String subject) {
        return message("X-SES-Spam-Verdict: PASS\nX-SES-Virus-Verdict: FAIL\n", subject);
    }

    /** Spam, a good message, a virus, a good one, spam, a good one. */
    static void deliver(World world) throws StoreException {
        world.deliver("m1", spam("one"));
        world.deliver("m2", good("two"));
        world.deliver("m3", virus("three"));
        world.deliver("m4", good("four"));
        world.deliver("m5", spam("five"));
        world.deliver("m6", good("six"));
    }

    private Maildrop open(Verdicts verdicts) throws MaildropException {
        return open(verdicts, Form.AS_STORED);
    }

    private Maildrop open(Verdicts verdicts, Form form) throws MaildropException {
        return world.judged(verdicts, Optional.empty()).open(World.ANNA, Opening.of("session", form));
    }

    static String read(Maildrop maildrop, int number) throws Exception {
        try (Content content = maildrop.open(number)) {
            return World.read(content);
        }
    }

    @Test
    void hiddenMessagesHaveNoNumber() throws Exception {
        deliver(world);
        List<String> ids;
        try (Maildrop all = open(Verdicts.SERVE)) {
            ids = Stream.of(2, 4, 6).map(all::uniqueId).toList();
        }
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(3, maildrop.count());
            assertEquals(ids, World.numbers(3).stream().map(maildrop::uniqueId).toList());
            assertEquals(good("two"), read(maildrop, 1));
            assertEquals(good("four"), read(maildrop, 2));
            assertEquals(good("six"), read(maildrop, 3));
            long size = good("six").lines().count() + good("six").length();
            assertArrayEquals(new long[]{size, size}, maildrop.sizes(List.of(1, 3)));
        }
        assertEquals(2, world.count("pop3bridge.messages.hidden", "verdict", "spam"));
        assertEquals(1, world.count("pop3bridge.messages.hidden", "verdict", "virus"));
    }

    @Test
    void hiddenMessagesStayInTheBucket() throws Exception {
        deliver(world);
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            for (int number : World.numbers(3)) {
                maildrop.checkRemovable(number);
            }
            maildrop.use();
            maildrop.remove(World.numbers(3));
        }
        assertEquals(List.of("m1", "m3", "m5"),
                world.mail().stream().map(key -> key.substring(World.PREFIX.length())).toList());
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(0, maildrop.count());
        }
        try (Maildrop maildrop = open(Verdicts.SERVE)) {
            assertEquals(3, maildrop.count());
        }
    }

    /** As another server moves it to the quarantine. No client knows of it yet, so that it is not there at all. */
    @Test
    void aMessageThatIsGoneBeforeItIsReadHasNoNumber() throws Exception {
        deliver(world);
        world.store.always(Operation.GET, key -> key.endsWith("m1"), new Fault.Refuse(Reason.NOT_FOUND));
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(3, maildrop.count());
            assertEquals(good("two"), read(maildrop, 1));
        }
        assertEquals(0, world.count("pop3bridge.messages.unreadable", "reason", "not_found"));
    }

    @Test
    void verdictsAreRememberedInTheIndex() throws Exception {
        for (int i = 0; i < 30; i++) {
            world.deliver("m" + i, i % 3 == 0 ? spam("" + i) : good("" + i));
        }
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(20, maildrop.count());
        }
        int reads = world.reads();
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(20, maildrop.count());
            assertEquals(good("29"), read(maildrop, 20));
        }
        assertEquals(reads + 1, world.reads());
        assertEquals(10, world.count("pop3bridge.messages.hidden", "verdict", "spam"));
    }

    @Test
    void theIndexIsAskedForEachOfManyMessages() throws Exception {
        int count = 2500;
        for (int i = 0; i < count; i++) {
            world.deliver("m" + i, i % 2 == 0 ? spam("" + i) : good("" + i));
        }
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(count / 2, maildrop.count());
        }
        int reads = world.reads();
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(count / 2, maildrop.count());
        }
        assertEquals(reads, world.reads());
    }

    /** An index of sizes alone says nothing about verdicts, and hidden messages have no size. */
    @ParameterizedTest
    @EnumSource(Verdicts.class)
    void anIndexThatWasWrittenWithAnotherSettingIsNotUsed(Verdicts before) throws Exception {
        for (int i = 0; i < 30; i++) {
            world.deliver("m" + i, spam("" + i));
        }
        try (Maildrop maildrop = open(before)) {
            long[] _ = maildrop.sizes(World.numbers(maildrop.count()));
        }
        long size = spam("10").lines().count() + spam("10").length();
        for (Verdicts after : Verdicts.values()) {
            try (Maildrop maildrop = open(after)) {
                assertEquals(after == Verdicts.HIDE ? 0 : 30, maildrop.count(), after.name());
                if (after != Verdicts.HIDE) {
                    assertEquals(after == Verdicts.MARK ? size + 7 : size, maildrop.sizes(World.numbers(30))[10]);
                }
            }
        }
    }

    @Test
    void theOldestAreThoseAmongTheMessagesThatAreSeen() throws Exception {
        deliver(world);
        try (Maildrop maildrop = world.judged(Verdicts.HIDE, Optional.of(2)).open(World.ANNA,
                Opening.of("session", Form.AS_STORED))) {
            assertEquals(2, maildrop.count());
            assertEquals(good("four"), read(maildrop, 2));
        }
    }

    @Test
    void aMessageWhoseVerdictCannotBeReadAtAllIsSeen() throws Exception {
        deliver(world);
        world.store.always(Operation.GET, key -> key.endsWith("m1"), new Fault.Refuse(Reason.ARCHIVED));
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(4, maildrop.count());
            assertEquals("message is archived, restore it first",
                    assertThrows(MaildropException.class, () -> maildrop.open(1)).getMessage());
            assertEquals(good("two"), read(maildrop, 2));
        }
    }

    @Test
    void whileVerdictsCannotBeReadThereIsNoLogin() throws Exception {
        deliver(world);
        world.store.always(Operation.GET, key -> key.endsWith("m3"), new Fault.Refuse(Reason.UNAVAILABLE));
        MaildropException refused = assertThrows(MaildropException.class, () -> open(Verdicts.HIDE));
        assertEquals(MaildropException.Reason.TEMPORARY, refused.reason());
        world.store.heal();
        try (Maildrop maildrop = open(Verdicts.HIDE)) {
            assertEquals(3, maildrop.count());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void markedMessagesHaveTheSizeThatIsSent(boolean listed) throws Exception {
        deliver(world);
        world.deliver("m7", message("X-SES-Spam-Verdict: FAIL\n", "x").replace("Subject: x\n", "To: anna\n"));
        for (Form form : List.of(Form.AS_STORED, OUTLOOK)) {
            try (Maildrop maildrop = open(Verdicts.MARK, form)) {
                long[] sizes = listed ? maildrop.sizes(World.numbers(7)) : new long[7];
                for (int number : World.numbers(7)) {
                    String sent = read(maildrop, number);
                    assertEquals(
                            List.of("[SPAM] one", "two", "[VIRUS] three", "four", "[SPAM] five", "six", "[SPAM]")
                                    .get(number - 1),
                            subject(sent));
                    long size = WireSize.of(new ByteArrayInputStream(sent.getBytes(ISO_8859_1))::read);
                    assertEquals(size, listed ? sizes[number - 1] : maildrop.sizes(List.of(number))[0]);
                }
            }
        }
    }

    private static String subject(String message) {
        return message.lines().filter(line -> line.startsWith("Subject: ")).findFirst().orElse("").substring(9);
    }

    @Test
    void theBeginningOfAMessageIsMarkedToo() throws Exception {
        world.deliver("m1", spam("one") + "x\n".repeat(50_000));
        try (Maildrop maildrop = open(Verdicts.MARK); Content content = maildrop.openBeginning(1)) {
            byte[] buffer = new byte[1000];
            int count = content.read(buffer);
            assertEquals("[SPAM] one", subject(new String(buffer, 0, count, ISO_8859_1)));
        }
    }

    @Test
    void aListingHasNoVerdicts() {
        assertThrows(IllegalArgumentException.class,
                () -> new Reading(LineEnds.CRLF, Verdicts.HIDE, Optional.empty(), Optional.empty()));
    }
}
