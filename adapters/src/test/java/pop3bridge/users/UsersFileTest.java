package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts.KnownPassword;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

class UsersFileTest {
    private static final String ANNA = "{SHA512-CRYPT}$6$rounds=1000$roundsalt$q2bLN6X16G97cfEqLyrh8k.ss1.YGH35fGnWXez"
            + "Dq0.nzLjqhyUAyS1bkt.tEcKYUBYxRyOH1YgRZZXF.4glP1";
    private static final String BERT = "{BLF-CRYPT}$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    private static final Secret HORSE = Secret.of("correct horse");

    /** Counts what it compares. */
    private static final class CountingVerifier implements Verifier {
        private final Verifier verifier = BoundedVerifier.ofThisMachine();
        private final List<PasswordHash> compared = new ArrayList<>();

        @Override
        public boolean verify(PasswordHash hash, Secret password) throws InterruptedException, ExecutionException {
            compared.add(hash);
            return verifier.verify(hash, password);
        }
    }

    @TempDir
    Path folder = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("users");
    }

    @Test
    void letsAUserIn() throws Exception {
        write("anna:" + ANNA + "\nbert:" + BERT + "::::::maildrop=s3://bucket/bert/\n");
        UsersFile users = UsersFile.load(file);
        assertEquals(Optional.of(new Account("anna", Optional.empty())), users.authenticate("anna", HORSE));
        assertEquals(Optional.of(new Account("bert", Optional.of("s3://bucket/bert/"))),
                users.authenticate("bert", HORSE));
        assertTrue(users.current());
    }

    @Test
    void knowsThePasswordsThatAreKeptAsTheyAre() throws Exception {
        write("anna:" + ANNA + "\nbert:{PLAIN}secret::::::maildrop=s3://bucket/bert/\n");
        UsersFile users = UsersFile.load(file);
        assertFalse(users.allPasswordsKnown());
        assertEquals(Optional.empty(), users.knownPassword("anna"));
        assertEquals(Optional.empty(), users.knownPassword("nobody"));
        KnownPassword known = users.knownPassword("bert").orElseThrow();
        assertEquals(new Account("bert", Optional.of("s3://bucket/bert/")), known.account());
        assertEquals("secret", new String(known.password().octets(), StandardCharsets.UTF_8));
        write("bert:{PLAIN}secret\n");
        assertTrue(users.allPasswordsKnown());
    }

    @Test
    void letsNobodyElseIn() throws Exception {
        write("anna:" + ANNA + "\n");
        UsersFile users = UsersFile.load(file);
        assertEquals(Optional.empty(), users.authenticate("anna", Secret.of("Correct horse")));
        assertEquals(Optional.empty(), users.authenticate("anna", Secret.of("")));
        assertEquals(Optional.empty(), users.authenticate("Anna", HORSE));
        assertEquals(Optional.empty(), users.authenticate("anna ", HORSE));
        assertEquals(Optional.empty(), users.authenticate("", HORSE));
    }

    @Test
    void anUnknownUserTakesOneComparisonLikeEverybody() throws Exception {
        write("anna:" + ANNA + "\n");
        CountingVerifier verifier = new CountingVerifier();
        UsersFile users = UsersFile.load(file, verifier);
        users.authenticate("anna", HORSE);
        users.authenticate("anna", Secret.of("wrong"));
        users.authenticate("nobody", HORSE);
        PasswordHash anna = PasswordHash.parse(ANNA);
        assertEquals(List.of(anna, anna, anna), verifier.compared);
    }

    @Test
    void passwordsAreOctets() throws Exception {
        write("anna:{PLAIN}é\n");
        UsersFile users = UsersFile.load(file);
        assertTrue(users.authenticate("anna", Secret.of(new byte[]{(byte) 0xC3, (byte) 0xA9})).isPresent());
        assertFalse(users.authenticate("anna", Secret.of(new byte[]{(byte) 0xE9})).isPresent());
    }

    @Test
    void anInterruptedLoginKnowsNothingOfThePassword() throws Exception {
        write("anna:" + ANNA + "\n");
        UsersFile users = UsersFile.load(file);
        Thread.currentThread().interrupt();
        assertThrows(AccountsUnavailableException.class, () -> users.authenticate("anna", HORSE));
        assertTrue(Thread.interrupted());
    }

    @Test
    void aFailedComparisonKnowsNothingOfThePassword() throws Exception {
        write("anna:" + ANNA + "\n");
        UsersFile users = UsersFile.load(file, (_, _) -> {
            throw new ExecutionException(new OutOfMemoryError("for a test"));
        });
        AccountsUnavailableException thrown = assertThrows(AccountsUnavailableException.class,
                () -> users.authenticate("anna", HORSE));
        assertInstanceOf(ExecutionException.class, thrown.getCause());
    }

    @Test
    void refusesAFileWithProblems() throws Exception {
        write("anna:topsecret\nbert:{BLF-CRYPT}topsecret\n");
        UsersFileException thrown = assertThrows(UsersFileException.class, () -> UsersFile.load(file));
        assertEquals(List.of(
                "line 1: missing password scheme:"
                        + " write {PLAIN}, {BLF-CRYPT}, {SHA512-CRYPT} or {ARGON2ID} before the password or hash",
                "line 2: invalid {BLF-CRYPT} hash: it must be a complete bcrypt hash of 60 characters that begins with $2a$, $2b$ or $2y$"),
                thrown.problems());
        assertEquals(file + ": " + String.join("; ", thrown.problems()), thrown.getMessage());
        assertFalse(thrown.toString().contains("topsecret"));
    }

    @Test
    void refusesWhatIsNotAFile() throws Exception {
        assertProblem("no such file: create it, or set another path", file);
        assertProblem("no such file: create it, or set another path", file.resolve("users"));
        assertProblem("not a regular file", folder);
        Files.createSymbolicLink(file, folder.resolve("elsewhere"));
        assertProblem("no such file: create it, or set another path", file);
    }

    @Test
    void followsALink() throws Exception {
        Files.writeString(folder.resolve("elsewhere"), "anna:" + ANNA + "\n");
        Files.createSymbolicLink(file, folder.resolve("elsewhere"));
        assertTrue(UsersFile.load(file).authenticate("anna", HORSE).isPresent());
    }

    @Test
    void refusesAnEmptyFile() throws Exception {
        write("");
        assertProblem("no users: add a line of the form name:{SCHEME}hash", file);
    }

    @Test
    void refusesAHugeFile() throws Exception {
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength((16 << 20) + 1);
        }
        assertProblem("larger than 16777216 octets: remove users", file);
    }

    private static void assertProblem(String problem, Path file) {
        assertEquals(List.of(problem),
                assertThrows(UsersFileException.class, () -> UsersFile.load(file)).problems());
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
