package pop3bridge.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import pop3bridge.accounts.Secret;

/**
 * Parses a line to a {@link Command}; never throws. Keywords are case-insensitive (RFC 1939 §3). Stricter than the RFC
 * where leniency has lost mail elsewhere: a NUL is an error and does not end a string, and numbers consist only of
 * digits.
 */
public final class CommandParser {
    private static final int NOT_A_NUMBER = -1;

    private CommandParser() {}

    /** Parses a line without its line ending. */
    public static Command parse(byte[] line) {
        for (byte octet : line) {
            if (octet == 0) {
                return new Command.Bad(Verb.OTHER, "NUL in command");
            }
        }
        int space = 0;
        while (space < line.length && line[space] != ' ') {
            space++;
        }
        Verb verb = verb(new String(line, 0, space, StandardCharsets.US_ASCII));
        byte[] rest = space < line.length ? Arrays.copyOfRange(line, space + 1, line.length) : new byte[0];
        return switch (verb) {
            case USER -> user(rest);
            case PASS -> space < line.length ? new Command.Pass(Secret.of(rest)) : bad(verb, "a password");
            case APOP -> apop(rest);
            case AUTH -> auth(rest);
            case STLS -> bare(verb, rest, Command.Stls::new);
            case UTF8 -> bare(verb, rest, Command.Utf8::new);
            case LANG -> lang(rest);
            case LAST -> bare(verb, rest, Command.Last::new);
            case RPOP -> new Command.Rpop();
            case XTND -> new Command.Xtnd();
            case QUIT -> bare(verb, rest, Command.Quit::new);
            case STAT -> bare(verb, rest, Command.Stat::new);
            case NOOP -> bare(verb, rest, Command.Noop::new);
            case RSET -> bare(verb, rest, Command.Rset::new);
            case CAPA -> bare(verb, rest, Command.Capa::new);
            case LIST -> optionalNumber(verb, rest, Command.List::new);
            case UIDL -> optionalNumber(verb, rest, Command.Uidl::new);
            case RETR -> number(verb, rest, Command.Retr::new);
            case DELE -> number(verb, rest, Command.Dele::new);
            case TOP -> top(rest);
            case OTHER -> new Command.Bad(Verb.OTHER, line.length == 0 ? "empty command" : "unknown command");
        };
    }

    private static Verb verb(String keyword) {
        String upper = keyword.toUpperCase(Locale.ROOT);
        for (Verb verb : Verb.values()) {
            if (verb != Verb.OTHER && verb.name().equals(upper)) {
                return verb;
            }
        }
        return Verb.OTHER;
    }

    private static Command user(byte[] rest) {
        Optional<String> name = utf8(rest).map(String::strip);
        if (name.isEmpty()) {
            return bad(Verb.USER, "a user name in ASCII or UTF-8");
        }
        return name.get().isEmpty() ? bad(Verb.USER, "a user name") : new Command.User(name.get());
    }

    private static Optional<String> utf8(byte[] octets) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static Command apop(byte[] rest) {
        Optional<String> text = utf8(rest).map(String::strip);
        int space = text.map(t -> t.lastIndexOf(' ')).orElse(-1);
        return space < 1
                ? bad(Verb.APOP, "a user name and a digest")
                : new Command.Apop(text.get().substring(0, space).strip(), text.get().substring(space + 1));
    }

    private static Command auth(byte[] rest) {
        String[] words = words(rest);
        return switch (words.length) {
            case 0 -> new Command.AuthList();
            case 1 -> new Command.Auth(words[0], Optional.empty());
            case 2 -> new Command.Auth(words[0], Optional.of(words[1]));
            default -> bad(Verb.AUTH, "a mechanism and an initial response");
        };
    }

    private static Command lang(byte[] rest) {
        String[] words = words(rest);
        return words.length > 1
                ? bad(Verb.LANG, "an optional language")
                : new Command.Lang(words.length == 0 ? Optional.empty() : Optional.of(words[0]));
    }

    private static Command bare(Verb verb, byte[] rest, Supplier<Command> command) {
        return words(rest).length == 0 ? command.get() : bad(verb, "no arguments");
    }

    private static Command number(Verb verb, byte[] rest, IntFunction<Command> command) {
        String[] words = words(rest);
        int number = words.length == 1 ? number(words[0]) : NOT_A_NUMBER;
        return number == NOT_A_NUMBER ? bad(verb, "a message number") : command.apply(number);
    }

    private static Command optionalNumber(Verb verb, byte[] rest, Function<OptionalInt, Command> command) {
        String[] words = words(rest);
        if (words.length == 0) {
            return command.apply(OptionalInt.empty());
        }
        int number = words.length == 1 ? number(words[0]) : NOT_A_NUMBER;
        return number == NOT_A_NUMBER
                ? bad(verb, "an optional message number")
                : command.apply(OptionalInt.of(number));
    }

    private static Command top(byte[] rest) {
        String[] words = words(rest);
        int number = words.length == 2 ? number(words[0]) : NOT_A_NUMBER;
        int lines = words.length == 2 ? number(words[1]) : NOT_A_NUMBER;
        return number == NOT_A_NUMBER || lines == NOT_A_NUMBER
                ? bad(Verb.TOP, "a message number and a number of lines")
                : new Command.Top(number, lines);
    }

    /**
     * Splits arguments, which may be surrounded by any number of spaces: some clients send one before the line ending.
     */
    private static String[] words(byte[] rest) {
        String text = new String(rest, StandardCharsets.ISO_8859_1);
        int first = 0;
        while (first < text.length() && text.charAt(first) == ' ') {
            first++;
        }
        return first == text.length() ? new String[0] : text.substring(first).split(" +");
    }

    private static int number(String word) {
        long value = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_NUMBER;
            }
            value = value * 10 + digit;
            if (value > Integer.MAX_VALUE) {
                return NOT_A_NUMBER;
            }
        }
        return (int) value;
    }

    private static Command bad(Verb verb, String takes) {
        return new Command.Bad(verb, verb + " takes " + takes);
    }
}
