package pop3bridge.trace;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import pop3bridge.pop3.Command;
import pop3bridge.pop3.Verb;
import pop3bridge.pop3.sasl.Mechanism;

/**
 * A client's line as a trace shows it. Only what is known not to be a secret is shown, and everything else is {@value #MASK}: a client
 * may send its password as a user name, as a command, or as a part of one.
 */
final class MaskedLine {
    static final String MASK = "***";

    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2}(-[A-Za-z]{2})?|\\*");

    private MaskedLine() {}

    /** Returns a line that is a response to a challenge. */
    static String response(byte[] line) {
        return line.length == 1 && line[0] == '*' ? "*" : line.length == 0 ? "" : MASK;
    }

    /**
     * Returns a line that is a command, or should be one.
     *
     * @param command the line as it was parsed
     * @param names the user names that may be shown
     */
    static String command(byte[] line, Command command, Predicate<String> names) {
        Verb verb = command.verb();
        return switch (command) {
            case Command.User user -> words(verb, name(user.name(), names));
            case Command.Pass _ -> words(verb, MASK);
            case Command.Apop apop -> words(verb, name(apop.name(), names), MASK);
            case Command.Auth auth -> auth(auth);
            case Command.Lang lang -> lang.tag().map(tag -> words(verb, LANGUAGE.matcher(tag).matches() ? tag : MASK))
                    .orElse(verb.name());
            case Command.List list -> number(verb, list.number());
            case Command.Uidl uidl -> number(verb, uidl.number());
            case Command.Retr retr -> words(verb, String.valueOf(retr.number()));
            case Command.Dele dele -> words(verb, String.valueOf(dele.number()));
            case Command.Top top -> words(verb, String.valueOf(top.number()), String.valueOf(top.lines()));
            case Command.AuthList _,Command.Stls _,Command.Utf8 _,Command.Last _,Command.Stat _,Command.Noop _,Command.Rset _,Command.Capa _,Command.Quit _ ->
                verb.name();
            case Command.Rpop _,Command.Xtnd _,Command.Bad _ -> other(line, verb);
        };
    }

    private static String other(byte[] line, Verb verb) {
        if (verb == Verb.OTHER) {
            return line.length == 0 ? "" : MASK;
        }
        return line.length == verb.name().length() ? verb.name() : words(verb, MASK);
    }

    private static String auth(Command.Auth auth) {
        String mechanism = Mechanism.named(auth.mechanism()).map(Mechanism::wire).orElse(MASK);
        return auth.initialResponse().isPresent()
                ? words(Verb.AUTH, mechanism, MASK)
                : words(Verb.AUTH, mechanism);
    }

    private static String name(String name, Predicate<String> names) {
        return names.test(name) ? name : MASK;
    }

    private static String number(Verb verb, OptionalInt number) {
        return number.isPresent() ? words(verb, String.valueOf(number.getAsInt())) : verb.name();
    }

    private static String words(Verb verb, String... words) {
        return verb + " " + String.join(" ", words);
    }

    /** Returns the user name that a command tells; empty if it tells none. */
    static Optional<String> user(Command command) {
        if (command instanceof Command.Apop apop) {
            return Optional.of(apop.name());
        }
        return command instanceof Command.User user ? Optional.of(user.name()) : Optional.empty();
    }
}
