package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.users.password.NewHash;
import pop3bridge.users.password.PasswordHash;
import pop3bridge.users.password.Scheme;

/** {@code users} and {@code hash} as an operator uses them. */
class UsersCommandTest {
    private static final String BEFORE = """
            # the printers
            fax:{PLAIN}open-sesame::::::maildrop=s3://post/fax/
            anna:{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=
            """;

    @TempDir
    Path folder = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("users"), BEFORE);
    }

    private static CommandRun run(String input, String... arguments) {
        InputStream in = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return CommandRun.of(arguments);
        } finally {
            System.setIn(in);
        }
    }

    private static void assertDone(String out, CommandRun run) {
        assertEquals(new CommandRun(0, out + System.lineSeparator(), ""), run);
    }

    private static void assertProblem(String problem, CommandRun run) {
        assertEquals(new CommandRun(2, "", "pop3bridge: " + problem + System.lineSeparator()), run);
    }

    @ParameterizedTest
    @CsvSource({"ARGON2ID,", "SCRAM_SHA_256,scram-sha-256", "BLF_CRYPT,BLF-CRYPT"})
    void hashes(Scheme scheme, String option) throws Exception {
        CommandRun run = option == null
                ? run("grüß dich\n", "hash", "--stdin")
                : run("grüß dich", "hash", "--stdin", "--scheme", option);
        assertEquals("", run.err());
        PasswordHash hash = PasswordHash.parse(run.out().strip());
        assertEquals(scheme, hash.scheme());
        assertTrue(hash.matches("grüß dich".getBytes(StandardCharsets.UTF_8)));
        assertEquals(0, run.status());
    }

    @Test
    void helpNamesTheSchemesThatHashesAreMadeIn() {
        String help = run("", "hash", "--help").out().replaceAll("\\s+", " ");
        NewHash.SCHEMES.forEach(scheme -> assertTrue(help.contains(scheme.text()), scheme.text()));
    }

    @Test
    void aLineOfInputIsThePassword() {
        assertProblem("no password was entered", run("", "hash", "--stdin"));
        assertProblem("the password is empty: choose another", run("\nsecret\n", "hash", "--stdin"));
        assertProblem("the password is longer than 4096 octets", run("x".repeat(4097) + "\n", "hash", "--stdin"));
        assertDone("{PLAIN}" + "x".repeat(4096), run("x".repeat(4096), "hash", "--stdin", "--scheme", "PLAIN"));
        assertDone("{PLAIN}secret", run("secret\r\nmore", "hash", "--stdin", "--scheme", "PLAIN"));
        assertProblem("bcrypt takes at most 72 octets, the password is longer: choose another scheme",
                run("x".repeat(73), "hash", "--stdin", "--scheme", "BLF-CRYPT"));
    }

    @Test
    void withoutATerminalAndWithoutInputNothingIsAsked() throws Exception {
        String problem = "there is no terminal: use --stdin to read the password from standard input";
        assertProblem(problem, run("secret\n", "users", "passwd", "--file", file.toString(), "anna"));
        assertEquals(BEFORE, Files.readString(file));
    }

    @Test
    void lists() {
        assertDone("fax\tPLAIN\ts3://post/fax/" + System.lineSeparator() + "anna\tSHA",
                run("", "users", "list", "--file", file.toString()));
    }

    @Test
    void aNewFileIsNamed() {
        Path file = folder.resolve("users of another folder");
        assertDone("added anna, in the new file " + file.toAbsolutePath(),
                run("one\n", "users", "add", "--file", file.toString(), "--stdin", "anna"));
        assertDone("added bert", run("one\n", "users", "add", "--file", file.toString(), "--stdin", "bert"));
    }

    @Test
    void addsTestsChangesAndRemoves() throws Exception {
        String name = file.toString();
        assertDone("added bert", run("one\n", "users", "add", "--file", name, "--stdin", "--maildrop",
                "s3://post/bert/", "bert"));
        String added = Files.readString(file);
        assertTrue(added.startsWith(BEFORE + "bert:{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$"), added);
        assertTrue(added.endsWith("::::::maildrop=s3://post/bert/\n"), added);
        assertDone("ok", run("one\n", "users", "test", "--file", name, "--stdin", "bert"));
        assertEquals(new CommandRun(1, "wrong" + System.lineSeparator(), ""),
                run("two\n", "users", "test", "--file", name, "--stdin", "bert"));

        assertDone("changed the password of bert",
                run("two\n", "users", "passwd", "--file", name, "--stdin", "--scheme", "SCRAM-SHA-256", "bert"));
        assertDone("ok", run("two\n", "users", "test", "--file", name, "--stdin", "bert"));
        assertTrue(Files.readString(file).contains("\nbert:{SCRAM-SHA-256}15000,"));

        assertDone("removed bert", run("", "users", "remove", "--file", name, "bert"));
        assertEquals(BEFORE, Files.readString(file));
    }

    @Test
    void theFileIsThatOfTheSettings() throws Exception {
        CommandRun run = CommandRun.withConfig(folder, Map.of("POP3BRIDGE_USERS_FILE", file.toString(),
                "POP3BRIDGE_STORE_BUCKET", "post"), "users", "list");
        assertDone("fax\tPLAIN\ts3://post/fax/" + System.lineSeparator() + "anna\tSHA", run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"passwd", "remove", "test"})
    void aUserWhoIsNotThere(String command) throws Exception {
        String[] arguments = command.equals("remove")
                ? new String[]{"users", command, "--file", file.toString(), "bert"}
                : new String[]{"users", command, "--file", file.toString(), "--stdin", "bert"};
        assertProblem(file + ": there is no user bert", run("secret\n", arguments));
        assertEquals(BEFORE, Files.readString(file));
    }

    @Test
    void aFileWithProblemsIsLeftAlone() throws Exception {
        Files.writeString(file, "anna:secret\nbert\n");
        CommandRun run = run("", "users", "remove", "--file", file.toString(), "anna");
        assertEquals(2, run.status());
        assertEquals(file + ": line 1: the password has no scheme: write one before it, such as {ARGON2ID}",
                run.err().lines().findFirst().orElseThrow().replace("pop3bridge: ", ""));
        assertEquals(2, run.err().lines().count());
        assertFalse(run.err().contains("secret"));
        assertEquals("anna:secret\nbert\n", Files.readString(file));
    }

    @Test
    void withoutAUsersFileThereAreNoUsersToList() throws Exception {
        Map<String, String> settings = Map.of("POP3BRIDGE_STORE_BUCKET", "mail", "POP3BRIDGE_ACCOUNTS_SOURCES", "http",
                "POP3BRIDGE_ACCOUNTS_HTTP_URL", "https://accounts.example.org/");
        assertProblem("accounts.sources: does not list file, so that there is no users file; name one by --file",
                CommandRun.withConfig(folder, settings, "users", "list"));
    }
}
