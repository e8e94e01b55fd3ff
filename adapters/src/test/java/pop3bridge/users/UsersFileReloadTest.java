package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

@Timeout(60)
class UsersFileReloadTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    private static final String READ = "INFO users file read";
    private static final String BROKEN = "ERROR users file has errors, keeping the last good version";
    private static final String EXPOSED = "WARN users file has plain passwords"
            + " and is readable by everyone: restrict its permissions";

    private final Logger logger = (Logger) LoggerFactory.getLogger(UsersFile.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    @TempDir
    Path folder = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void start() throws IOException {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        file = folder.resolve("users");
        replace("anna:{PLAIN}one\n");
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void aChangeIsInForceAtTheNextLogin() throws Exception {
        UsersFile users = UsersFile.load(file);
        replace("anna:{PLAIN}two\nbert:{PLAIN}one\n");
        assertFalse(in(users, "anna", "one"));
        assertTrue(in(users, "anna", "two"));
        assertTrue(in(users, "bert", "one"));
        assertTrue(users.current());
        assertLogged(READ, READ);
        assertEquals("[file=\"" + file + "\", users=\"2\"]", log.list.get(1).getKeyValuePairs().toString());
    }

    @Test
    void aChangeInPlaceIsSeenThoughTimeAndSizeStayTheSame() throws Exception {
        FileTime now = FileTime.from(Instant.now());
        Files.setLastModifiedTime(file, now);
        UsersFile users = UsersFile.load(file);
        Files.writeString(file, "anna:{PLAIN}two\n");
        Files.setLastModifiedTime(file, now);
        assertTrue(in(users, "anna", "two"));
    }

    @Test
    void anotherFileIsSeenThoughTimeAndSizeStayTheSame() throws Exception {
        Files.setLastModifiedTime(file, LONG_AGO);
        UsersFile users = UsersFile.load(file);
        Path other = Files.writeString(folder.resolve("other"), "anna:{PLAIN}two\n");
        Files.setLastModifiedTime(other, LONG_AGO);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertTrue(in(users, "anna", "two"));
    }

    @Test
    void anUnchangedFileIsNotReadAgain() throws Exception {
        Files.setLastModifiedTime(file, LONG_AGO);
        UsersFile users = UsersFile.load(file);
        // What no honest change does shows that only the stamp is looked at.
        Files.writeString(file, "anna:{PLAIN}two\n");
        Files.setLastModifiedTime(file, LONG_AGO);
        assertTrue(in(users, "anna", "one"));
    }

    @Test
    void aBrokenChangeLeavesTheLastGoodUsersInForce() throws Exception {
        UsersFile users = UsersFile.load(file);
        replace("anna:{PLAIN}two\nbert:topsecret\n");
        assertTrue(in(users, "anna", "one"));
        assertFalse(in(users, "anna", "two"));
        assertTrue(in(users, "anna", "one"));
        assertFalse(users.current());
        assertLogged(READ, BROKEN);
        assertEquals(
                "[file=\"" + file + "\", problems=\"[line 2: the password has no scheme:"
                        + " write one before it, such as {ARGON2ID}]\"]",
                log.list.get(1).getKeyValuePairs().toString());

        replace("anna:{PLAIN}two\nbert:{PLAIN}topsecret\n");
        assertTrue(in(users, "anna", "two"));
        assertTrue(in(users, "bert", "topsecret"));
        assertTrue(users.current());
        assertLogged(READ, BROKEN, READ);
    }

    @Test
    void eachBrokenChangeIsLoggedOnce() throws Exception {
        UsersFile users = UsersFile.load(file);
        for (String text : List.of("anna:", "anna", "")) {
            replace(text);
            assertTrue(in(users, "anna", "one"));
            assertTrue(in(users, "anna", "one"));
        }
        assertLogged(READ, BROKEN, BROKEN, BROKEN);
    }

    @Test
    void aDeletedFileLeavesTheLastGoodUsersInForce() throws Exception {
        UsersFile users = UsersFile.load(file);
        Files.delete(file);
        assertTrue(in(users, "anna", "one"));
        assertTrue(in(users, "anna", "one"));
        assertFalse(users.current());
        assertLogged(READ, BROKEN);

        replace("anna:{PLAIN}two\n");
        assertTrue(in(users, "anna", "two"));
        assertTrue(users.current());
        assertLogged(READ, BROKEN, READ);
    }

    @Test
    void aFolderInItsPlaceLeavesTheLastGoodUsersInForce() throws Exception {
        UsersFile users = UsersFile.load(file);
        Files.delete(file);
        Files.createDirectory(file);
        assertTrue(in(users, "anna", "one"));
        assertFalse(users.current());
    }

    @Test
    void warnsOfPlainPasswordsThatEverybodyMayRead() throws Exception {
        allow("rw-r--r--");
        UsersFile users = UsersFile.load(file);
        assertLogged(READ, EXPOSED);
        assertTrue(in(users, "anna", "one"));
        assertLogged(READ, EXPOSED);

        replace("anna:{BLF-CRYPT}$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n");
        allow("rw-r--r--");
        assertTrue(in(users, "anna", "correct horse"));
        assertLogged(READ, EXPOSED, READ);
    }

    @Test
    void accountsThatACommandReadsAreLoggedOnlyIfThereIsAProblem() throws Exception {
        assertEquals(List.of("anna"), UsersFile.accounts(file).stream().map(Account::name).toList());
        assertLogged();
        allow("rw-r--r--");
        assertEquals(1, UsersFile.accounts(file).size());
        assertLogged(EXPOSED);
        replace("anna:topsecret\n");
        assertThrows(UsersFileException.class, () -> UsersFile.accounts(file));
        assertLogged(EXPOSED);
    }

    @Test
    void everybodyStaysInWhileTheFileChanges() throws Exception {
        UsersFile users = UsersFile.load(file);
        AtomicBoolean done = new AtomicBoolean();
        List<Future<Integer>> logins = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                logins.add(threads.submit(() -> {
                    int refused = 0;
                    while (!done.get()) {
                        refused += in(users, "anna", "one") ? 0 : 1;
                    }
                    return refused;
                }));
            }
            for (int i = 0; i < 200; i++) {
                replace("anna:{PLAIN}one\n" + (i % 3 == 0 ? "bert\n" : "user" + i + ":{PLAIN}" + i + "\n"));
            }
            done.set(true);
        }
        for (Future<Integer> login : logins) {
            assertEquals(0, login.get());
        }
        replace("anna:{PLAIN}two\n");
        assertTrue(in(users, "anna", "two"));
    }

    private static boolean in(UsersFile users, String name, String password) throws AccountsUnavailableException {
        return users.authenticate(name, Secret.of(password)).isPresent();
    }

    private void replace(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void allow(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private void assertLogged(String... messages) {
        assertEquals(List.of(messages),
                log.list.stream().map(event -> event.getLevel() + " " + event.getMessage()).toList());
    }
}
