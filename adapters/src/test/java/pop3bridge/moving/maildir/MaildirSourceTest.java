package pop3bridge.moving.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pop3bridge.store.compression.Compressions.compressed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.moving.MailSource.BadMailException;
import pop3bridge.moving.MailSource.Mail;
import pop3bridge.moving.maildir.MaildirSource.Settings;
import pop3bridge.moving.maildir.MaildirSource.Uids;
import pop3bridge.store.compression.Compression;

class MaildirSourceTest {
    private static final Uids AUTO = new Uids.Auto(UidlFormat.parse(UidlFormat.DEFAULT));
    private static final Settings INBOX = new Settings(List.of(MaildirSource.INBOX), false, 1000);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    private Path put(String name, String text) throws IOException {
        return put(name, text.getBytes(US_ASCII));
    }

    private Path put(String name, byte[] octets) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, octets);
    }

    private List<Mail> all(Settings settings, Uids uids) throws IOException {
        List<Mail> mail = new ArrayList<>();
        try (MaildirSource source = MaildirSource.open(root, settings, uids)) {
            for (var next = source.next(); next.isPresent(); next = source.next()) {
                mail.add((Mail) next.get());
            }
            assertEquals(1, source.done());
        }
        return mail;
    }

    private static List<String> texts(List<Mail> mail) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Mail message : mail) {
            texts.add(new String(message.content().read(), US_ASCII));
        }
        return texts;
    }

    @Test
    void aMessageThatMovesWhileTheFoldersAreListedIsOne() throws Exception {
        put("new/1700000001.M1P1.host", "a");
        put("cur/1700000001.M1P1.host:2,", "a");
        assertEquals(List.of("a"), texts(all(INBOX, AUTO)));
    }

    @Test
    @Timeout(10)
    void aPipeIsNotWaitedFor() throws Exception {
        Files.createDirectories(root.resolve("cur"));
        assertEquals(0, new ProcessBuilder("mkfifo", root.resolve("cur/1700000001.M1P1.host:2,").toString()).start()
                .waitFor());
        Mail pipe = all(INBOX, AUTO).getFirst();
        assertEquals("is not a file", assertThrows(BadMailException.class, () -> pipe.content().read()).reason());
    }

    @Test
    void newAndReadMessagesComeInTheOrderOfTheirTime() throws Exception {
        put("cur/1700000003.M5P1.host:2,S", "c");
        put("new/1700000001.M20P1.host", "b");
        put("cur/1700000001.M3P1.host:2,", "a");
        put("tmp/1700000000.M3P1.host", "unfinished");
        put("cur/.hidden", "hidden");
        put("dovecot.index", "index");
        Files.setLastModifiedTime(put("new/other", "d"), FileTime.from(Instant.ofEpochSecond(1800000000)));
        List<Mail> mail = all(INBOX, AUTO);
        assertEquals(List.of("a", "b", "c", "d"), texts(mail));
        assertEquals(Optional.of(Instant.ofEpochSecond(1700000001, 3000)), mail.getFirst().arrival().known());
        assertEquals(Optional.of(Instant.ofEpochSecond(1800000000)), mail.getLast().arrival().known());
    }

    @Test
    void trashedMessagesComeOnlyIfTheyAreAskedFor() throws Exception {
        put("cur/1.host:2,ST", "trashed");
        put("cur/2.T.host:2,S", "kept");
        assertEquals(List.of("kept"), texts(all(INBOX, AUTO)));
        assertEquals(2, all(new Settings(INBOX.folders(), true, 1000), AUTO).size());
    }

    @Test
    void messagesHaveTheOrderAndTheUniqueIdsOfDovecot() throws Exception {
        put("cur/1700000002.host:2,S", "first");
        put("new/1700000001.host", "second");
        put("new/1600000000.host", "unknown");
        put("dovecot-uidlist", "3 V1700000000 N9\n3 :1700000002.host\n5 Pkept :1700000001.host\n");
        put("courierpop3dsizelist", "/2 5 1700000000\n1700000002.host 5 3:7\n");
        List<Mail> mail = all(INBOX, AUTO);
        assertEquals(List.of("first", "second", "unknown"), texts(mail));
        assertEquals(List.of(Optional.of("000000036553f100"), Optional.of("kept"), Optional.empty()),
                mail.stream().map(message -> message.identity().uniqueId()).toList());
        assertEquals(List.of(OptionalLong.of(3), OptionalLong.of(5), OptionalLong.empty()),
                mail.stream().map(message -> message.identity().order()).toList());
        assertEquals(Optional.of("UID3-7"), all(INBOX, new Uids.Courier()).getFirst().identity().uniqueId());
        assertEquals(Optional.empty(), all(INBOX, new Uids.None()).getFirst().identity().uniqueId());
    }

    @Test
    void couriersListIsReadIfThereIsNoOther() throws Exception {
        put("cur/1700000002.host:2,S", "a");
        put("courierpop3dsizelist", "/2 5 1700000000\n1700000002.host 5 3:7\n");
        assertEquals(Optional.of("UID3-7"), all(INBOX, AUTO).getFirst().identity().uniqueId());
        assertThrows(IOException.class, () -> all(INBOX, new Uids.Dovecot(UidlFormat.parse("%u"))));
    }

    @Test
    void otherFoldersComeIfTheyAreAskedFor() throws Exception {
        put("cur/1.host:2,S", "inbox");
        put(".Archive.2025/cur/1.host:2,S", "archive");
        put(".Archive.2025/dovecot-uidlist", "3 V1700000000 N9\n3 :1.host\n");
        put("Plain/new/1.host", "plain");
        assertEquals(List.of("inbox"), texts(all(INBOX, AUTO)));
        List<Mail> mail = all(new Settings(List.of("Archive/2025", "inbox", "Plain"), false, 1000), AUTO);
        assertEquals(List.of("archive", "inbox", "plain"), texts(mail));
        assertEquals(Optional.empty(), mail.getFirst().identity().uniqueId());
        IOException e = assertThrows(IOException.class,
                () -> all(new Settings(List.of("Missing"), false, 1000), AUTO));
        assertTrue(String.valueOf(e.getMessage()).contains("has no folder Missing"));
    }

    /** Dovecot goes on while the Maildir is read. */
    @Test
    void aMessageThatHasGotAFlagIsFoundAgain() throws Exception {
        Path unread = put("new/1.host", "read now");
        Path deleted = put("new/2.host", "deleted");
        List<Mail> mail = all(INBOX, AUTO);
        Files.createDirectories(root.resolve("cur"));
        Files.move(unread, root.resolve("cur/1.host:2,S"));
        Files.delete(deleted);
        assertEquals("read now", new String(mail.getFirst().content().read(), US_ASCII));
        assertEquals("is no longer there; if it was not deleted, run import again",
                assertThrows(BadMailException.class, () -> mail.getLast().content().read()).reason());
    }

    @ParameterizedTest
    @EnumSource
    void whatDovecotHasCompressedIsReadable(Compression compression) throws Exception {
        byte[] whole = compressed(compression, "Subject: zipped\n".getBytes(US_ASCII));
        put("cur/1.host:2,S", whole);
        put("cur/2.host:2,S", Arrays.copyOf(whole, whole.length - 1));
        put("cur/3.host:2,S", compressed(compression, new byte[1001]));
        put("cur/4.host:2,S", "x".repeat(1001));
        put("cur/5.host:2,S", "x".repeat(1000));
        List<Mail> mail = all(INBOX, AUTO);
        assertEquals("Subject: zipped\n", new String(mail.getFirst().content().read(), US_ASCII));
        assertEquals(1000, mail.getLast().content().read().length);
        List<String> reasons = List.of("is compressed with " + compression + " and cannot be decompressed",
                "larger than 1000",
                "larger than 1000");
        for (int i = 0; i < reasons.size(); i++) {
            Mail bad = mail.get(1 + i);
            String reason = assertThrows(BadMailException.class, () -> bad.content().read()).reason();
            assertTrue(reason.contains(reasons.get(i)), reason);
        }
    }

    /** Dovecot's {@code zlib_save_level} of 20 to 22, and {@code zstd --ultra}: the file is whole. */
    @Test
    void aWindowThatIsTooWideIsNoDamage() throws Exception {
        put("cur/1.host:2,S",
                HexFormat.of()
                        .parseHex(
                                "28b52ffd00881d0100d85375626a6563743a20776964650a0a6c696e65206f66207465787401001704ff1c03"));
        Mail mail = all(INBOX, AUTO).getFirst();
        assertEquals(
                "is compressed with zstd and cannot be decompressed: no complete zstd file with a window of up to"
                        + " 8 MiB",
                assertThrows(BadMailException.class, () -> mail.content().read()).reason());
    }

    @ParameterizedTest
    @CsvSource({"1700000000.M5P1.host, 1700000000000005", "'1700000000.M5P1.host,S=1:2,S', 1700000000000005",
            "1700000000.host, 1700000000000000", "1700000000.1234_1.host, 1700000000000000",
            "1700000000.Hxx.M999999P2V3I4.host, 1700000000999999"})
    void timesAreInTheNames(String name, long micros) throws Exception {
        put("cur/" + name, "a");
        Instant time = all(INBOX, AUTO).getFirst().arrival().known().orElseThrow();
        assertEquals(micros, time.getEpochSecond() * 1_000_000 + time.getNano() / 1000);
    }
}
