package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;
import pop3bridge.users.password.Scheme;

@Timeout(60)
class UsersFileAdminTest {
    private static final String BEFORE = """
            # the printers
            fax:{PLAIN}one:1:2:Fax:/home/fax:/bin/sh:maildrop=s3://post/fax/

              # and people
            anna:{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=
            Anna:{CLEAR}two::::::
            """;

    @TempDir
    Path folder = Path.of("");
    private Path file = Path.of("");
    private UsersFileAdmin admin = new UsersFileAdmin(Path.of(""));

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("users"), BEFORE);
        admin = new UsersFileAdmin(file);
    }

    private void assertContent(String content) throws IOException {
        assertEquals(content, Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of("users", "users.lock"),
                    files.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    private void assertProblem(String problem, Executable change) throws IOException {
        String before = Files.readString(file);
        assertEquals(List.of(problem), assertThrows(UsersFileException.class, change).problems());
        assertEquals(before, Files.readString(file));
    }

    @Test
    void lists() throws Exception {
        assertEquals(
                List.of(new UsersFileAdmin.User(new Account("fax", Optional.of("s3://post/fax/")), Scheme.PLAIN),
                        new UsersFileAdmin.User(new Account("anna", Optional.empty()), Scheme.SHA),
                        new UsersFileAdmin.User(new Account("Anna", Optional.empty()), Scheme.PLAIN)),
                admin.list());
    }

    @Test
    void tests() throws Exception {
        assertTrue(admin.test("anna", Secret.of("correct horse")));
        assertFalse(admin.test("anna", Secret.of("two")));
        assertTrue(admin.test("Anna", Secret.of("two")));
        assertProblem("there is no user bert", () -> admin.test("bert", Secret.of("two")));
    }

    @Test
    void adds() throws Exception {
        admin.add("bert", "{PLAIN}three", Optional.empty());
        admin.add("b\u00e4rbel@example.org", "{PLAIN}four", Optional.of("s3://post/b/"));
        assertContent(BEFORE + "bert:{PLAIN}three\nb\u00e4rbel@example.org:{PLAIN}four::::::maildrop=s3://post/b/\n");
    }

    @Test
    void changesAPassword() throws Exception {
        admin.changePassword("fax", "{PLAIN}three");
        admin.changePassword("Anna", "{PLAIN}four");
        assertContent(BEFORE.replace("one", "three").replace("{CLEAR}two", "{PLAIN}four"));
        assertProblem("there is no user bert", () -> admin.changePassword("bert", "{PLAIN}three"));
    }

    @Test
    void removes() throws Exception {
        admin.remove("anna");
        assertContent(BEFORE.replace("anna:{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=\n", ""));
        admin.remove("fax");
        assertProblem("there is no user fax", () -> admin.remove("fax"));
        assertProblem("this is the only user, and the server rejects a file without users: add another user first",
                () -> admin.remove("Anna"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "anna|{PLAIN}x||user anna exists already: use 'users passwd' to change the password",
            "a:b|{PLAIN}x||the user name contains ':' or starts with '#': choose another",
            "a:{PLAIN}b|{PLAIN}x||the user name contains ':' or starts with '#': choose another",
            "#a|{PLAIN}x||the user name contains ':' or starts with '#': choose another",
            "\"\"|{PLAIN}x||the user name is empty: write one before the first ':'",
            "\" a\"|{PLAIN}x||the user name begins or ends with a space: remove it",
            "\"a\nb\"|{PLAIN}x||the user name contains a control character or a byte order mark: remove it",
            "a|{SHA}x||\"the hash is not valid Base64: check that it is complete, or hash the password again\"",
            "a|{PLAIN}x|post|\"maildrop= must have the form s3://bucket/ or s3://bucket/prefix/, without spaces\""})
    void addsNothingThatIsMalformed(String name, String hash, String maildrop, String problem) throws Exception {
        assertProblem(problem, () -> admin.add(name, hash, Optional.ofNullable(maildrop)));
    }

    @Test
    void leavesAFileWithProblemsAlone() throws Exception {
        Files.writeString(file, BEFORE + "bert:secret\n");
        String problem = "line 7: the password has no scheme: write one before it, such as {ARGON2ID}";
        assertProblem(problem, () -> admin.add("carl", "{PLAIN}x", Optional.empty()));
        assertProblem(problem, () -> admin.changePassword("anna", "{PLAIN}x"));
        assertProblem(problem, () -> admin.remove("anna"));
        assertProblem(problem, () -> admin.list());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:{PLAIN}a\nb:{PLAIN}b", "a:{PLAIN}a\r\nb:{PLAIN}b\r\n", "a:{PLAIN}a\r\nb:{PLAIN}b",
            "\n\na:{PLAIN}a\nb:{PLAIN}b\n\n\n",
            "a:{PLAIN}a\nb:$5$jFIOWmqoQrBZCwfM$CFDd.pkOS/mZAPPuiKBJQhA6PefGPrlYrD19yobcis6\r"})
    void keepsLineEnds(String text) throws Exception {
        Files.writeString(file, text);
        admin.changePassword("a", "{PLAIN}x");
        assertContent(text.replace("{PLAIN}a", "{PLAIN}x"));
        admin.changePassword("b", "{PLAIN}y");
        admin.add("c", "{PLAIN}z", Optional.empty());
        admin.remove("a");
        assertEquals(List.of("b", "c"), admin.list().stream().map(user -> user.account().name()).toList());
        String end = text.contains("{PLAIN}a\r\n") ? "\r\n" : "\n";
        assertTrue(Files.readString(file).endsWith("c:{PLAIN}z" + end));
        assertTrue(end.equals("\n") || Files.readString(file).contains("b:{PLAIN}y\r\n"));
    }

    @Test
    void createsAFileThatNobodyElseMayRead() throws Exception {
        Files.delete(file);
        assertThrows(UsersFileException.class, () -> admin.changePassword("anna", "{PLAIN}x"));
        assertThrows(UsersFileException.class, () -> admin.remove("anna"));
        assertFalse(Files.exists(file));
        admin.add("anna", "{PLAIN}x", Optional.empty());
        assertContent("anna:{PLAIN}x\n");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.writeString(file, "# nobody yet\n");
        admin.add("anna", "{PLAIN}x", Optional.empty());
        assertContent("# nobody yet\nanna:{PLAIN}x\n");
    }

    /** Only root can give a file away; anybody else keeps it for themselves. */
    @Test
    void keepsOwnerAndPermissions() throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        try {
            Files.setOwner(file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon"));
        } catch (FileSystemException _) {
            assertFalse(System.getProperty("user.name").equals("root"));
        }
        PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
        admin.remove("anna");
        PosixFileAttributes after = Files.readAttributes(file, PosixFileAttributes.class);
        assertEquals(List.of(before.owner(), before.group(), before.permissions()),
                List.of(after.owner(), after.group(), after.permissions()));
        assertFalse(before.fileKey().equals(after.fileKey()), "a new file takes its place");
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path link = Files.createSymbolicLink(Files.createDirectory(folder.resolve("etc")).resolve("users"), file);
        new UsersFileAdmin(link).remove("anna");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(2, admin.list().size());
    }

    @Test
    void waitsForAnotherEditor() throws Exception {
        UsersFileAdmin impatient = new UsersFileAdmin(file, Duration.ofMillis(1));
        try (EditorLock _ = EditorLock.take(file.toRealPath(), Duration.ZERO)) {
            assertProblem("it cannot be changed: another process is changing it and holds the lock " + file.toRealPath()
                    + ".lock", () -> impatient.remove("anna"));
        }
        impatient.remove("anna");
        assertEquals(2, admin.list().size());
    }

    @Test
    void editorsLoseNothingOfEachOther() throws Exception {
        List<Future<?>> edits = new ArrayList<>();
        try (ExecutorService editors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                String name = "user" + i;
                edits.add(editors.submit(() -> {
                    new UsersFileAdmin(file).add(name, "{PLAIN}x", Optional.empty());
                    return name;
                }));
            }
        }
        for (Future<?> edit : edits) {
            edit.get();
        }
        assertEquals(23, admin.list().size());
    }

    @Test
    void refusesToGrowTooLarge() throws Exception {
        Files.writeString(file, BEFORE + "#" + "x".repeat((16 << 20) - BEFORE.length() - 2) + "\n");
        assertEquals(16 << 20, Files.size(file));
        assertEquals(List.of("it has more than 16777216 octets: remove users, or keep them in a directory service"),
                assertThrows(UsersFileException.class, () -> admin.add("bert", "{PLAIN}x", Optional.empty()))
                        .problems());
        assertEquals(16 << 20, Files.size(file));
    }
}
