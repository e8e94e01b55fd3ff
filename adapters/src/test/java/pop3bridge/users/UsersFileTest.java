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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts.KeptKeys;
import pop3bridge.accounts.Accounts.KnownPassword;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;
import pop3bridge.users.password.PasswordHash;
import pop3bridge.users.password.Scheme;

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

    /** Counted in verifications, as times vary: what is tried for a name, known or not, must not tell whether it is. */
    @Test
    void aRefusalTakesAtLeastAsLongAsTheSlowestHash() throws Exception {
        String[] hashes = {"{PLAIN}correct horse", "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=", BERT, ANNA,
                "{ARGON2ID}$argon2id$v=19$m=65536,t=4,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc"};
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < hashes.length; i++) {
            lines.append("user").append(i).append(':').append(hashes[i]).append('\n');
        }
        write(lines.toString());
        List<Scheme> tried = new ArrayList<>();
        UsersFile users = UsersFile.load(file, (hash, password) -> {
            tried.add(hash.scheme());
            return new String(password.octets(), StandardCharsets.UTF_8).equals("right");
        });
        List<List<Scheme>> known = new ArrayList<>();
        for (int i = 0; i < hashes.length; i++) {
            assertTrue(users.authenticate("user" + i, Secret.of("right")).isPresent());
            assertEquals(1, tried.size(), "a login that succeeds is not slowed down");
            Scheme own = tried.getFirst();
            tried.clear();
            assertTrue(users.authenticate("user" + i, Secret.of("wrong")).isEmpty());
            assertEquals(own == Scheme.ARGON2ID ? List.of(own) : List.of(own, Scheme.ARGON2ID), tried);
            known.add(List.copyOf(tried));
            tried.clear();
        }
        Set<List<Scheme>> unknown = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            for (String password : List.of("wrong", "right")) {
                assertTrue(users.authenticate("nobody" + i, Secret.of(password)).isEmpty());
                unknown.add(List.copyOf(tried));
                tried.clear();
            }
        }
        assertEquals(Set.copyOf(known), unknown);
    }

    @Test
    void keysOfScramAreForScramAndForPasswords() throws Exception {
        write("anna:{SCRAM-SHA-256}4096,ZJ4Y+Bwn/pSGj7oTXNDyaA==,JlB23XFi+R1SnpNXvhQn/QC7xuUj9pmoRhDZ3Mq2zWg=,"
                + "WJZPJ0P9XQpI26nwY2Y3hYBCZaWBXrJadQ0eJeyANII=\nbert:{PLAIN}secret\n");
        UsersFile users = UsersFile.load(file);
        assertTrue(users.authenticate("anna", HORSE).isPresent());
        KeptKeys kept = users.scramKeys("anna", ScramHash.SHA_256).orElseThrow();
        assertEquals("anna", kept.account().name());
        assertEquals(4096, kept.keys().iterations());
        assertTrue(kept.keys().belongTo(ScramHash.SHA_256, HORSE));
        assertEquals(Optional.empty(), users.scramKeys("anna", ScramHash.SHA_1));
        assertEquals(Optional.empty(), users.scramKeys("bert", ScramHash.SHA_256));
        assertEquals(Optional.empty(), users.scramKeys("nobody", ScramHash.SHA_256));
        assertEquals(ScramParameters.USUAL, users.scramParameters("nobody", ScramHash.SHA_256));
        assertEquals(Optional.empty(), users.knownPassword("anna"));
        assertFalse(users.allPasswordsKnown());
        assertTrue(users.allScram(ScramHash.SHA_256));
        assertFalse(users.allScram(ScramHash.SHA_1));
    }

    /** htpasswd -bB, -bm, -bs, -b5 and -b2 on one file. */
    @Test
    void aFileOfHtpasswdIsOneOfUsers() throws Exception {
        write("""
                anna:$2y$05$wVs/x0MvPCdw6r.5tM7LQO.YO6iyZ5im3gVY0SeaDINvxj7miEU2S
                bert:$apr1$4h6uCMAS$xDUghReUd3puSUwyK9EVY0
                carl:{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=
                dora:$6$xpba9nIigxxFJvuG$RgzAZJ3nUP5T/Keah/vUOhekkJb4RHS6JR/6lCdlyYk0Ym8krmPAQWElxGQP20m9h6MJfU7y9BlfOtppNxkBF0
                emil:$5$jFIOWmqoQrBZCwfM$CFDd.pkOS/mZAPPuiKBJQhA6PefGPrlYrD19yobcis6
                """);
        UsersFile users = UsersFile.load(file);
        for (String name : List.of("anna", "bert", "carl", "dora", "emil")) {
            assertTrue(users.authenticate(name, HORSE).isPresent(), name);
            assertTrue(users.authenticate(name, Secret.of("correct Horse")).isEmpty(), name);
        }
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
                "line 1: the password has no scheme:"
                        + " write one before it, such as {ARGON2ID}",
                "line 2: the hash is not a complete bcrypt hash: it must have 60 characters"
                        + " and begin with $2a$, $2b$ or $2y$"),
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
        assertProblem("it has more than 16777216 octets: remove users, or keep them in a directory service", file);
    }

    private static void assertProblem(String problem, Path file) {
        assertEquals(List.of(problem),
                assertThrows(UsersFileException.class, () -> UsersFile.load(file)).problems());
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
