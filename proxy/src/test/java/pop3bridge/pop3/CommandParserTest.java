package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandParserTest {
    static Stream<Map.Entry<String, Command>> commands() {
        return Stream.of(
                Map.entry("USER alice", new Command.User("alice")),
                Map.entry("USER  alice ", new Command.User("alice")),
                Map.entry("USER alice smith", new Command.User("alice smith")),
                Map.entry("USER j\u00fcrgen", new Command.User("j\u00fcrgen")),
                Map.entry("QUIT", new Command.Quit()),
                Map.entry("QUIT ", new Command.Quit()),
                Map.entry("STAT", new Command.Stat()),
                Map.entry("NOOP", new Command.Noop()),
                Map.entry("RSET", new Command.Rset()),
                Map.entry("CAPA", new Command.Capa()),
                Map.entry("LIST", new Command.List(OptionalInt.empty())),
                Map.entry("LIST ", new Command.List(OptionalInt.empty())),
                Map.entry("LIST 0", new Command.List(OptionalInt.of(0))),
                Map.entry("LIST 7", new Command.List(OptionalInt.of(7))),
                Map.entry("UIDL", new Command.Uidl(OptionalInt.empty())),
                Map.entry("UIDL 7 ", new Command.Uidl(OptionalInt.of(7))),
                Map.entry("RETR 1", new Command.Retr(1)),
                Map.entry("RETR   1  ", new Command.Retr(1)),
                Map.entry("RETR 007", new Command.Retr(7)),
                Map.entry("RETR 2147483647", new Command.Retr(Integer.MAX_VALUE)),
                Map.entry("DELE 12", new Command.Dele(12)),
                Map.entry("APOP alice smith c4c9334bac560ecc979e58001b3e22fb",
                        new Command.Apop("alice smith", "c4c9334bac560ecc979e58001b3e22fb")),
                Map.entry("AUTH", new Command.AuthList()),
                Map.entry("AUTH PLAIN", new Command.Auth("PLAIN", Optional.empty())),
                Map.entry("AUTH CRAM-MD5 =", new Command.Auth("CRAM-MD5", Optional.of("="))),
                Map.entry("STLS", new Command.Stls()),
                Map.entry("UTF8", new Command.Utf8()),
                Map.entry("LANG", new Command.Lang(Optional.empty())),
                Map.entry("LANG de-AT", new Command.Lang(Optional.of("de-AT"))),
                Map.entry("LAST", new Command.Last()),
                Map.entry("RPOP alice", new Command.Rpop()),
                Map.entry("XTND XLST subject 1", new Command.Xtnd()),
                Map.entry("TOP 1 0", new Command.Top(1, 0)),
                Map.entry("TOP 1 99999999", new Command.Top(1, 99_999_999)),
                Map.entry("TOP  1  10 ", new Command.Top(1, 10)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isParsedInAnyCase(Map.Entry<String, Command> row) {
        String[] words = row.getKey().split(" ", 2);
        String rest = row.getKey().substring(words[0].length());
        String lower = words[0].toLowerCase(Locale.ROOT);
        for (String verb : new String[]{words[0], lower, words[0].charAt(0) + lower.substring(1)}) {
            assertEquals(row.getValue(), parse(verb + rest));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER", "USER ", "USER   ", "PASS", "QUIT now", "STAT 1", "NOOP x", "RSET 1", "CAPA all",
            "LIST x", "LIST 1 2", "LIST -1", "LIST 1x", "LIST 2147483648", "LIST +1", "LIST 1\r", "LIST \t1",
            "UIDL x", "UIDL 1 2", "UIDL 99999999999999999999",
            "RETR", "RETR ", "RETR 01x", "RETR 1 2", "RETR -1", "RETR one", "RETR 0x1", "RETR \u00b2", "RETR 1.0",
            "RETR 2147483648", "RETR 18446744073709551617", "DELE", "DELE 1 2", "DELE *",
            "TOP", "TOP 1", "TOP 1 ", "TOP 1 -1", "TOP 1xyz 2", "TOP 1 2xyz", "TOP 1 2 3", "TOP 1 18446744073709551615",
            "TOP 18446744073709551617 1", "APOP", "APOP alice", "APOP  c4c9334bac560ecc979e58001b3e22fb",
            "AUTH PLAIN = =",
            "STLS now", "UTF8 USER", "LANG de en", "LAST 1"})
    void isRefusedByItsOwnVerb(String line) {
        Command.Bad bad = assertInstanceOf(Command.Bad.class, parse(line));
        assertEquals(line.split(" ", 2)[0], bad.verb().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " QUIT", "QUI", "QUITT", "QUIT\t", "QUIT\r", "RETR\t1", "OTHER", "other",

            "GET / HTTP/1.1", "\u0016\u0003\u0001"})
    void isNoCommand(String line) {
        assertEquals(Verb.OTHER, assertInstanceOf(Command.Bad.class, parse(line)).verb());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PASS secret\0x", "PASS secret\0", "\0QUIT", "QUIT\0", "USER a\0b", "\0"})
    void nulIsAnErrorAndNoEndOfString(String line) {
        assertEquals(new Command.Bad(Verb.OTHER, "NUL in command"), parse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "", " ", " leading", "trailing ", "two  spaces", "tab\t", "a\rb",
            "\u00e4\u00ff\u0001", "PASS x"})
    void aPasswordIsAllThatFollowsTheSpace(String password) {
        Command.Pass pass = assertInstanceOf(Command.Pass.class, parse("PASS " + password));
        assertArrayEquals(password.getBytes(UTF_8), pass.password().octets());
    }

    @Test
    void aPasswordNeedNotBeUtf8() {
        byte[] line = "pass \u00e4\u00ff".getBytes(ISO_8859_1);
        Command.Pass pass = assertInstanceOf(Command.Pass.class, CommandParser.parse(line));
        assertArrayEquals("\u00e4\u00ff".getBytes(ISO_8859_1), pass.password().octets());
    }

    @Test
    void aUserNameIsUtf8() {
        Command command = CommandParser.parse("USER j\u00fcrgen".getBytes(ISO_8859_1));
        assertEquals(Verb.USER, assertInstanceOf(Command.Bad.class, command).verb());
    }

    @Test
    void aSharpSIsNotTwoLetters() {
        Command command = CommandParser.parse("PA\u00df secret".getBytes(ISO_8859_1));
        assertEquals(Verb.OTHER, assertInstanceOf(Command.Bad.class, command).verb());
    }

    @ParameterizedTest
    @EnumSource(value = Verb.class, names = "OTHER", mode = EnumSource.Mode.EXCLUDE)
    void everyVerbIsRecognised(Verb verb) {
        assertEquals(verb, parse(verb.name().toLowerCase(Locale.ROOT) + " 1 2 3").verb());
    }

    @Test
    void octetsAtRandomNeverThrow() {
        Random random = new Random(1);
        String[] beginnings = {"", "USER ", "PASS ", "LIST ", "TOP ", "RETR 1", "TOP 1 ", "UIDL "};
        for (int i = 0; i < 50_000; i++) {
            byte[] octets = new byte[random.nextInt(40)];
            random.nextBytes(octets);
            String line = beginnings[random.nextInt(beginnings.length)] + new String(octets, ISO_8859_1);
            Command command = CommandParser.parse(line.getBytes(ISO_8859_1));
            assertFalse(command.verb() != Verb.OTHER && line.indexOf(0) >= 0, "a NUL was let through");
            if (command instanceof Command.Bad bad) {
                assertTrue(bad.reason().matches("[ -~]{1,100}"), bad.reason());
            }
        }
    }

    private static Command parse(String line) {
        return CommandParser.parse(line.getBytes(UTF_8));
    }
}
