package pop3bridge.moving.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.moving.MailSource.BadMailException;
import pop3bridge.moving.MailSource.Mail;

/** Folders of files, what a source is recognised by, and lists of unique-ids. */
class FilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<Mail> all(Path path, boolean all) throws IOException {
        List<Mail> mail = new ArrayList<>();
        try (EmlSource source = EmlSource.open(path, all, 100)) {
            for (var next = source.next(); next.isPresent(); next = source.next()) {
                mail.add((Mail) next.get());
            }
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
    void messagesAreInFiles() throws Exception {
        put("b.eml", "b");
        Path a = put("a.EML", "a");
        put("ses-message-id", "c");
        put(".DS_Store", "d");
        put("sub/x.eml", "e");
        assertEquals(List.of("a", "b"), texts(all(folder, false)));
        assertEquals(List.of("a", "b", "c"), texts(all(folder, true)));
        assertEquals(List.of("a"), texts(all(a, false)));
        List<Mail> mail = all(folder, false);
        Files.delete(a);
        assertEquals("is no longer there",
                assertThrows(BadMailException.class, () -> mail.getFirst().content().read()).reason());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"m, `From bob`, MBOX", "m, `\n\nFrom bob`, MBOX", "m, ``, MBOX",
            "m.eml, `From: bob`, EML", "m.eml, `From bob`, EML"})
    void aFileIsRecognised(String name, String text, SourceKind kind) throws Exception {
        assertEquals(kind, SourceKind.of(put(name, text)));
    }

    @Test
    void aFolderIsRecognised() throws Exception {
        put("eml/a.eml", "a");
        put("maildir/new/a.eml", "a");
        assertEquals(SourceKind.EML, SourceKind.of(folder.resolve("eml")));
        assertEquals(SourceKind.MAILDIR, SourceKind.of(folder.resolve("maildir")));
    }

    @ParameterizedTest
    @CsvSource({"x.pst, !BDN, readpst", "x, Subject: a, --format eml", "x/y, From, --format eml"})
    void whatIsNotRecognisedIsRefusedWithWhatToDo(String name, String text, String advice) throws Exception {
        put(name, text);
        Path source = folder.resolve(name.replace("/y", ""));
        String message = assertThrows(IOException.class, () -> SourceKind.of(source)).getMessage();
        assertTrue(String.valueOf(message).contains(advice), message);
        assertThrows(IOException.class, () -> SourceKind.of(folder.resolve("missing")));
    }

    @Test
    void uniqueIdsAreInAList() throws Exception {
        CsvIds ids = CsvIds.read(put("ids.csv", "a.eml,id-a\r\n<m@x>,\"id,\"\"b\"\"\"\n\"/full/c,d\",id-c\n"));
        byte[] message = "Message-ID: <m@x>\n\n".getBytes(US_ASCII);
        assertEquals(Optional.of("id-a"), ids.of("/some/a.eml", message));
        assertEquals(Optional.of("id,\"b\""), ids.of("/some/b.eml", message));
        assertEquals(Optional.of("id-c"), ids.of("/full/c,d", new byte[0]));
        assertEquals(Optional.empty(), ids.of("/some/c,d", new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a,", "a,b,c", "a,b c", "a,\"b", "", "a,é"})
    void aBrokenLineOfTheListIsNamed(String line) throws Exception {
        Path list = put("ids.csv", "x,y\n" + line + "\n");
        String message = assertThrows(IOException.class, () -> CsvIds.read(list)).getMessage();
        assertTrue(String.valueOf(message).contains("ids.csv:2: "), message);
    }
}
