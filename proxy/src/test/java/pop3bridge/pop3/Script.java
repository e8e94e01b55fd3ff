package pop3bridge.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A session as text, from after the greeting: {@code C:} is a line of the client's, {@code S:} one of the server's, which may end in
 * {@code ...} for any text; {@code (closes)} says that the server ends the session there. Text is octets as ISO 8859-1.
 *
 * @param given what has happened before in the {@link World}
 * @param owner whose maildrop it is about
 * @param left the unique-ids that it holds after the session
 */
public record Script(String name, boolean plaintextLogin, Consumer<World> given, List<Exchange> exchanges,
        boolean closes, String owner, List<String> left) {
    /** A command and the lines of its reply. */
    public record Exchange(String command, List<String> replies) {}

    /** A script that begins with a login of alice. */
    static Script afterLogin(String name, String text) {
        return of(name, "C: USER alice\nS: +OK...\nC: PASS secret\nS: +OK 3 messages\n" + text);
    }

    /** A script that removes no message, in a world in which nothing has happened yet. */
    static Script of(String name, String text) {
        List<Exchange> exchanges = new ArrayList<>();
        boolean closes = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith("C: ")) {
                exchanges.add(new Exchange(line.substring(3), new ArrayList<>()));
            } else if (line.startsWith("S: ")) {
                exchanges.getLast().replies().add(line.substring(3));
            } else if (line.equals("(closes)")) {
                closes = true;
            } else {
                throw new IllegalArgumentException("no line of a script: " + line);
            }
        }
        return new Script(name, true, _ -> {}, exchanges, closes, "alice", List.of("a1", "a2", "a3"));
    }

    Script given(Consumer<World> happened) {
        return new Script(name, plaintextLogin, happened, exchanges, closes, owner, left);
    }

    Script withoutPlaintextLogin() {
        return new Script(name, false, given, exchanges, closes, owner, left);
    }

    Script leaves(String... uniqueIds) {
        return new Script(name, plaintextLogin, given, exchanges, closes, owner, List.of(uniqueIds));
    }

    /** The same about somebody else's maildrop. */
    Script of(String somebody) {
        return new Script(name, plaintextLogin, given, exchanges, closes, somebody, left);
    }

    /** All scripts. */
    public static Stream<Script> all() {
        return Stream.of(LoginScripts.all(), AuthScripts.all(), MaildropScripts.all(), HistoryScripts.all(),
                RfcScripts.all())
                .flatMap(scripts -> scripts);
    }

    /** The lines of an answer of the server's. */
    public static List<String> lines(String answer) {
        assertTrue(answer.isEmpty() || answer.endsWith("\r\n"), () -> "ends in the middle of a line: " + answer);
        return answer.isEmpty() ? List.of() : List.of(answer.substring(0, answer.length() - 2).split("\r\n", -1));
    }

    /** Fails, naming itself and this place in it, unless these are the lines that it says. */
    public void assertLines(String place, List<String> expected, List<String> actual) {
        List<String> shortened = new ArrayList<>(actual);
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            String beginning = expected.get(i).replaceFirst("\\.\\.\\.$", "");
            if (beginning.length() < expected.get(i).length() && actual.get(i).startsWith(beginning)) {
                shortened.set(i, expected.get(i));
            }
        }
        assertEquals(String.join("\n", expected), String.join("\n", shortened), () -> name + ", at: " + place);
    }

    /** Fails unless the world is as the script leaves it: the messages, and nothing held. */
    public void assertLeft(World world) {
        assertEquals(left, world.maildrops().uniqueIds(owner), name);
        assertEquals(false, world.maildrops().locked(owner), () -> name + ": the maildrop of " + owner + " is locked");
        assertEquals(0, world.maildrops().openContents(), () -> name + ": messages are open");
    }

    @Override
    public String toString() {
        return name;
    }
}
