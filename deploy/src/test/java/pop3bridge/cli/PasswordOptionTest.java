package pop3bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Secret;

/** Passwords that are typed; those from standard input are in {@code UsersCommandTest}. */
class PasswordOptionTest {
    private final List<String> prompts = new ArrayList<>();

    /** A terminal at which these lines are typed before the input ends. */
    private PasswordOption typing(String... lines) {
        Iterator<String> typed = List.of(lines).iterator();
        return new PasswordOption(() -> Optional.of(prompt -> {
            prompts.add(prompt);
            return typed.hasNext() ? typed.next().toCharArray() : null;
        }));
    }

    private static String text(Secret password) {
        return new String(password.octets(), StandardCharsets.UTF_8);
    }

    @Test
    void aNewPasswordIsAskedForTwice() throws Exception {
        assertEquals("grüß dich", text(typing("grüß dich", "grüß dich").chosen()));
        assertEquals(List.of("New password: ", "Again: "), prompts);
    }

    @Test
    void aPasswordThatIsKnownIsAskedForOnce() throws Exception {
        assertEquals("secret", text(typing("secret").known()));
        assertEquals(List.of("Password: "), prompts);
    }

    @Test
    void aPasswordThatIsTypedInTwoWaysIsNone() {
        assertProblem("the two passwords differ: try again", typing("secret", "Secret"));
    }

    @Test
    void whereTheInputEndsThereIsNoPassword() {
        assertProblem("no password was entered", typing());
        assertProblem("no password was entered", typing("secret"));
    }

    @Test
    void withoutATerminalNobodyIsAsked() {
        assertProblem("there is no terminal: use --stdin to read the password from standard input",
                new PasswordOption(Optional::empty));
    }

    private static void assertProblem(String problem, PasswordOption option) {
        assertEquals(List.of(problem), assertThrows(CommandException.class, option::chosen).problems());
    }
}
