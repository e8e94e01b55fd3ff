package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Fuzzes {@link CommandParser} with any line. An independent grammar determines which lines are commands. A command,
 * formatted as a client would, must parse to the same command again.
 */
public final class CommandParserTarget {
    /** Of a line as ISO 8859-1. The names of USER and APOP, and the size of numbers, are looked at beside it. */
    private static final Pattern GRAMMAR = Pattern.compile("(?si)"
            + "(?:STLS|UTF8|LAST|QUIT|STAT|NOOP|RSET|CAPA) *"
            + "|PASS .*"
            + "|(?:RPOP|XTND)(?: .*)?"
            + "|LANG(?: +[^ ]+)? *"
            + "|AUTH(?: +[^ ]+){0,2} *"
            + "|(?:LIST|UIDL)(?: +[0-9]+)? *"
            + "|(?:RETR|DELE) +[0-9]+ *"
            + "|TOP +[0-9]+ +[0-9]+ *"
            + "|(?:USER|APOP) .*");
    private static final Pattern NUMBERED = Pattern.compile("(?si)(?:LIST|UIDL|RETR|DELE|TOP) .*");
    private static final Language GERMAN = Language.named("de").orElseThrow();
    private static final Set<String> REASONS = new HashSet<>();

    private CommandParserTarget() {}

    public static void fuzzerTestOneInput(byte[] line) {
        String text = new String(line, ISO_8859_1);
        Command command = CommandParser.parse(line.clone());
        assertSame(command, CommandParser.parse(withKeywordInOtherCase(line)));
        if (command instanceof Command.Bad bad) {
            assertInCatalogue(bad.reason());
            assertTrue(text.indexOf('\0') >= 0 || !isCommand(text), "refused");
        } else {
            assertTrue(text.indexOf('\0') < 0 && isCommand(text), "taken");
            assertTrue(text.regionMatches(true, 0, command.verb().name(), 0, command.verb().name().length()));
            assertSame(command, CommandParser.parse(written(command)));
        }
    }

    /** A reason is one of few texts, so that nothing of what the client has sent is in it. */
    private static void assertInCatalogue(String reason) {
        if (!REASONS.contains(reason)) {
            assertNotEquals(reason, GERMAN.of(reason), "a reason that is not in the catalogue");
            REASONS.add(reason);
        }
    }

    private static boolean isCommand(String text) {
        if (!GRAMMAR.matcher(text).matches()) {
            return false;
        }
        if (NUMBERED.matcher(text).matches()) {
            return Arrays.stream(text.split(" +")).skip(1)
                    .allMatch(number -> new BigInteger(number).compareTo(BigInteger.valueOf(Integer.MAX_VALUE)) <= 0);
        }
        boolean user = text.regionMatches(true, 0, "USER", 0, 4);
        if (!user && !text.regionMatches(true, 0, "APOP", 0, 4)) {
            return true;
        }
        byte[] octets = text.substring(5).getBytes(ISO_8859_1);
        String argument = new String(octets, UTF_8);
        return Arrays.equals(octets, argument.getBytes(UTF_8))
                && (user ? !argument.isBlank() : argument.strip().indexOf(' ') > 0);
    }

    private static byte[] withKeywordInOtherCase(byte[] line) {
        byte[] other = line.clone();
        for (int i = 0; i < other.length && other[i] != ' '; i++) {
            boolean letter = (other[i] >= 'a' && other[i] <= 'z') || (other[i] >= 'A' && other[i] <= 'Z');
            other[i] ^= (byte) (letter ? 0x20 : 0);
        }
        return other;
    }

    /** As a client writes it. */
    private static byte[] written(Command command) {
        String arguments = switch (command) {
            case Command.User user -> " " + utf8(user.name());
            case Command.Pass pass -> " " + new String(pass.password().octets(), ISO_8859_1);
            case Command.Apop apop -> " " + utf8(apop.name()) + " " + utf8(apop.digest());
            case Command.Auth auth -> " " + auth.mechanism() + auth.initialResponse().map(r -> " " + r).orElse("");
            case Command.Lang lang -> lang.tag().map(tag -> " " + tag).orElse("");
            case Command.List list -> list.number().isPresent() ? " " + list.number().getAsInt() : "";
            case Command.Uidl uidl -> uidl.number().isPresent() ? " " + uidl.number().getAsInt() : "";
            case Command.Retr retr -> " " + retr.number();
            case Command.Dele dele -> " " + dele.number();
            case Command.Top top -> " " + top.number() + " " + top.lines();
            case Command.AuthList _,Command.Stls _,Command.Utf8 _,Command.Rpop _,Command.Last _,Command.Xtnd _,Command.Stat _,Command.Noop _,Command.Rset _,Command.Capa _,Command.Quit _ ->
                "";
            case Command.Bad bad -> throw new IllegalArgumentException(bad.reason());
        };
        return (command.verb() + arguments).getBytes(ISO_8859_1);
    }

    private static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static void assertSame(Command expected, Command actual) {
        if (expected instanceof Command.Pass one && actual instanceof Command.Pass other) {
            assertArrayEquals(one.password().octets(), other.password().octets());
        } else {
            assertEquals(expected, actual);
        }
    }
}
