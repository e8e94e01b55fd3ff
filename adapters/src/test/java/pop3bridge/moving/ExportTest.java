package pop3bridge.moving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.accounts.Account;
import pop3bridge.moving.Export.Summary;
import pop3bridge.moving.MailSource.Arrival;
import pop3bridge.moving.MailSource.Identity;
import pop3bridge.moving.MailSource.Mail;
import pop3bridge.moving.maildir.MaildirSource;
import pop3bridge.moving.maildir.MaildirSource.Uids;
import pop3bridge.moving.maildir.MaildirTarget;
import pop3bridge.moving.maildir.UidlFormat;
import pop3bridge.moving.mbox.MboxDialect;
import pop3bridge.moving.mbox.MboxSource;
import pop3bridge.moving.mbox.MboxTarget;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.Address;
import pop3bridge.store.maildrop.ListedMail;

/** Mail on its way out, and back. */
class ExportTest {
    private static final Address MAILDROP = Address.of(new Account("anna", Optional.empty()), "mail", "mail/{user}/");
    private static final int MAX = 1 << 20;

    private final AtomicReference<Instant> clock = new AtomicReference<>(Letters.TIME);
    private final MemoryStore memory = new MemoryStore(clock::get, 1000);
    private final FaultyStore store = new FaultyStore(memory);
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private void put(String name, String text) throws Exception {
        clock.updateAndGet(now -> now.plusSeconds(1));
        memory.put(MAILDROP.prefix() + name, text.getBytes(ISO_8859_1), Condition.always());
    }

    private void importFrom(ObjectStore target, MailSource source) throws Exception {
        try (source;
                Import run = new Import(target, MAILDROP, new Import.Settings(4, false, KeptIds.NONE),
                        new Import.Watcher() {
                            @Override
                            public void failed(String name, String reason) {
                                failures.add(name + ": " + reason);
                            }

                            @Override
                            public void advanced(MailSource from) {}
                        })) {
            run.copy(source);
            run.finish();
        }
    }

    private Summary export(MailTarget target) throws Exception {
        try (target) {
            return new Export(ListedMail.of(store, MAILDROP, Optional.empty()), target, new Export.Watcher() {
                @Override
                public void failed(String name, String reason) {
                    failures.add(name + ": " + reason);
                }

                @Override
                public void advanced(double done) {
                    assertTrue(done > 0 && done <= 1);
                }
            }).run();
        }
    }

    private Summary exportMaildir() throws Exception {
        return export(MaildirTarget.open(folder.resolve("Maildir"), 4));
    }

    private List<String> files(String place) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("Maildir").resolve(place))) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    private static List<String> uniqueIds(ObjectStore from) throws Exception {
        ListedMail mail = ListedMail.of(from, MAILDROP, Optional.empty());
        return IntStream.range(0, mail.count()).mapToObj(mail::uniqueId).toList();
    }

    @Test
    void aMaildirGetsTheMessagesWithTheirTimesAndUniqueIds() throws Exception {
        put("20200101T000000.123Z-0123456789abcdef.uidl=old%2Fid.eml", "a\r\nb\r\n");
        put("plain.eml", "c\rd\ne\r");
        assertEquals(new Summary(2, 0, 0, 11), exportMaildir());
        List<String> names = files("new");
        assertTrue(names.getFirst().matches("1577836800\\.M123000V[0-9a-f]{16}\\.pop3bridge,S=4"), names.toString());
        assertEquals("a\nb\n", Files.readString(folder.resolve("Maildir/new").resolve(names.getFirst())));
        assertEquals("c\rd\ne\r\n", Files.readString(folder.resolve("Maildir/new").resolve(names.getLast())));
        List<String> list = Files.readAllLines(folder.resolve("Maildir/dovecot-uidlist"));
        assertTrue(list.getFirst().matches("3 V\\d+ N3"), list.getFirst());
        assertEquals(List.of("1 Pold/id :" + names.getFirst(), "2 Pplain.eml :" + names.getLast()),
                list.subList(1, list.size()));
        assertEquals(List.of(), files("tmp"));
    }

    @Test
    void aSecondRunAddsWhatIsNew() throws Exception {
        put("a", "first\r\n");
        exportMaildir();
        String first = files("new").getFirst();
        // A client of Dovecot reads it, and Dovecot gives it a GUID.
        Path list = folder.resolve("Maildir/dovecot-uidlist");
        Files.move(folder.resolve("Maildir/new").resolve(first), folder.resolve("Maildir/cur").resolve(first + ":2,S"));
        Files.writeString(list, Files.readString(list).replace("1 Pa :", "1 Gguid Pa :").replace("N2", "N7 Gbox"));
        put("b", "second\r\n");
        assertEquals(new Summary(1, 1, 0, 7), exportMaildir());
        List<String> lines = Files.readAllLines(list);
        assertTrue(lines.getFirst().matches("3 V\\d+ Gbox N8"), lines.getFirst());
        assertEquals(List.of("1 Gguid Pa :" + first, "7 Pb :" + files("new").getFirst()), lines.subList(1, 3));
        assertEquals(new Summary(0, 2, 0, 0), exportMaildir());
        assertEquals(lines, Files.readAllLines(list));
    }

    @Test
    void aMessageThatCannotBeReadIsNamedAndTheOthersGoOn() throws Exception {
        put("a", "a\r\n");
        put("b", "b\r\n");
        put("c", "c\r\n");
        store.always(Operation.GET, key -> key.endsWith("/b"), new Fault.Refuse(Reason.ARCHIVED));
        assertEquals(new Summary(2, 0, 1, 4), exportMaildir());
        assertEquals(List.of("mail/anna/b: message is archived, restore it first"), failures);
        assertEquals(List.of(), files("tmp"));
        assertEquals(new Summary(2, 0, 1, 4), export(MboxTarget.open(folder.resolve("mbox"))));
        store.heal();
        assertEquals(new Summary(1, 2, 0, 2), exportMaildir());
    }

    @Test
    void aMaildirThatDovecotUsesIsRefused() throws Exception {
        put("a", "a\r\n");
        Files.createDirectories(folder.resolve("Maildir"));
        Path lock = Files.createFile(folder.resolve("Maildir/dovecot-uidlist.lock"));
        assertTrue(String.valueOf(assertThrows(IOException.class, this::exportMaildir).getMessage())
                .contains("Dovecot uses this Maildir"));
        Files.delete(lock);
        assertEquals(1, exportMaildir().present());
    }

    @Test
    void anMboxIsQuotedAndComesWhenItIsComplete() throws Exception {
        put("20200101T000000.123Z-0123456789abcdef.eml", "s: 1\r\n\r\nFrom me\r\n>From\r\n>>From you\r\nFr\r\n>F");
        put("b", "s: 2\r\n\r\nFrom ");
        Path mbox = folder.resolve("mbox");
        export(MboxTarget.open(mbox));
        assertEquals("""
                From MAILER-DAEMON Wed Jan  1 00:00:00 2020
                s: 1

                >From me
                >From
                >>>From you
                Fr
                >F

                From MAILER-DAEMON Sun Nov 29 07:08:11 2026
                s: 2

                >From\s

                """, Files.readString(mbox));
        assertThrows(IOException.class, () -> MboxTarget.open(mbox));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    /** Mail that leaves and comes back is the same, in the same order, with the same unique-ids. */
    @Test
    void mailComesBackUnchanged() throws Exception {
        Letters letters = new Letters();
        for (int i = 0; i < 60; i++) {
            letters.mail("Subject: " + i + "\r\n\r\n" + "From é\n>From \n.\n".repeat(i), 60 - i,
                    i % 7 == 0 ? Identity.NONE : Letters.uid(i + 1, "UID" + i + "-/+%\""));
        }
        importFrom(memory, letters);
        exportMaildir();
        MemoryStore back = new MemoryStore();
        importFrom(back, MaildirSource.open(folder.resolve("Maildir"),
                new MaildirSource.Settings(List.of(MaildirSource.INBOX), false, MAX),
                new Uids.Auto(UidlFormat.parse(UidlFormat.DEFAULT))));
        assertEquals(uniqueIds(memory).stream().sorted().toList(), uniqueIds(back).stream().sorted().toList());
        Map<String, byte[]> before = memory.contents();
        List<String> keys = List.copyOf(before.keySet());
        List<String> keysBack = List.copyOf(back.contents().keySet());
        assertEquals(keys.size(), keysBack.size());
        List<String> texts = keys.stream().map(key -> new String(before.get(key), ISO_8859_1)).sorted().toList();
        assertEquals(texts, keysBack.stream().map(key -> new String(back.contents().get(key), ISO_8859_1)).sorted()
                .toList());
        export(MboxTarget.open(folder.resolve("mbox")));
        MemoryStore fromMbox = new MemoryStore();
        importFrom(fromMbox, MboxSource.open(folder.resolve("mbox"), MboxDialect.RD, MAX));
        assertEquals(texts, fromMbox.contents().values().stream().map(octets -> new String(octets, ISO_8859_1)).sorted()
                .toList());
        assertEquals(List.of(), failures);
    }

    @Test
    void linesEndInLf() throws Exception {
        put("a", "");
        Mail mail = new Mail("a", Arrival.at(Letters.TIME), Identity.NONE, () -> "x\r\r\n\ry".getBytes(ISO_8859_1));
        importFrom(memory, new Letters().found(mail));
        exportMaildir();
        assertArrayEquals("x\r\n\ry\n".getBytes(ISO_8859_1),
                Files.readAllBytes(folder.resolve("Maildir/new").resolve(files("new").getFirst())));
    }
}
