package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswdFileTest {
    @ParameterizedTest
    @ValueSource(strings = {"anna:{PLAIN}a\nbert:{PLAIN}b\n", "anna:{PLAIN}a\nbert:{PLAIN}b",
            "anna:{PLAIN}a\r\nbert:{PLAIN}b\r\n", "# users\n\nanna:{PLAIN}a\n\r\n\nbert:{PLAIN}b\n\n"})
    void readsLines(String text) {
        PasswdFile file = PasswdFile.parse(text.getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(), file.problems());
        assertEquals(List.of("anna", "bert"), file.entries().stream().map(entry -> entry.account().name()).toList());
        assertEquals(List.of(true, true), List.of(file.entries().get(0).password().matches(new byte[]{'a'}),
                file.entries().get(1).password().matches(new byte[]{'b'})));
    }

    @Test
    void tellsEveryProblemWithItsLine() {
        assertProblems("""
                # users
                anna:secret
                bert:{PLAIN}b

                bert:{PLAIN}c
                bert
                Bert:{PLAIN}d
                bert:{BLF-CRYPT}$2b$31$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
                """,
                "line 2: the password has no scheme:"
                        + " write one before it, such as {ARGON2ID}",
                "line 5: duplicate user name, first on line 3: remove one of them",
                "line 6: missing ':' after the user name: write name:{SCHEME}hash",
                "line 8: the bcrypt cost 31 is not between 4 and 16: hash the password again with a cost in this range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "# nobody yet\n\n"})
    void wantsAUser(String text) {
        assertProblems(text, "no users: add a line of the form name:{SCHEME}hash");
    }

    @Test
    void wantsUtf8() {
        byte[] latin1 = "anna:{PLAIN}a\njürgen:{PLAIN}b\nbert:{PLAIN}c\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of("line 2: not UTF-8: save the file in this encoding"),
                PasswdFile.parse(latin1).problems());
    }

    @Test
    void wantsNoByteOrderMark() {
        assertProblems("\uFEFFanna:{PLAIN}a\n",
                "line 1: the user name contains a control character or a byte order mark: remove it");
    }

    @Test
    void takesCarriageReturnsForLineEndsOnly() {
        assertProblems("an\rna:{PLAIN}a\n",
                "line 1: the user name contains a control character or a byte order mark: remove it");
    }

    @Test
    void countsTheProblemsBeyondAHundred() {
        List<String> problems = PasswdFile.parse("x\n".repeat(1234).getBytes(StandardCharsets.UTF_8)).problems();
        assertEquals(101, problems.size());
        assertEquals("line 100: missing ':' after the user name: write name:{SCHEME}hash", problems.get(99));
        assertEquals("and 1134 more: fix the problems above first", problems.get(100));
    }

    private static void assertProblems(String text, String... problems) {
        assertEquals(List.of(problems), PasswdFile.parse(text.getBytes(StandardCharsets.UTF_8)).problems());
    }
}
