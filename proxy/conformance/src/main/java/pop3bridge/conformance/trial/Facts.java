package pop3bridge.conformance.trial;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the server says about itself, asked once at the beginning.
 *
 * @param greeting its greeting
 * @param before CAPA before login; empty if the server does not know it
 * @param after CAPA after login
 * @param known the optional commands of after login that it answered with +OK
 * @param messages the number of messages that STAT told
 */
public record Facts(Reply greeting, Optional<Capabilities> before, Optional<Capabilities> after, Set<String> known,
        int messages) {
    private static final List<String> MULTI_LINE = List.of("TOP 1 0", "UIDL", "LANG");

    /** Asks; fails if the server cannot be talked to or does not let the user in. */
    public static Facts ask(Trial trial) throws Finding, IOException {
        Optional<Capabilities> before;
        try (Wire wire = trial.connect()) {
            before = capabilities(wire);
        }
        try (Wire wire = trial.login()) {
            Reply stat = wire.accepted("STAT");
            Set<String> known = new HashSet<>();
            // Before CAPA: who asks for CAPA is no client of a time that had LAST, and may be answered otherwise.
            if (wire.ask("LAST").ok()) {
                known.add("LAST");
            }
            Optional<Capabilities> after = capabilities(wire);
            for (String command : MULTI_LINE) {
                if (wire.ask(command).ok()) {
                    wire.body(command);
                    known.add(command.split(" ", -1)[0]);
                }
            }
            wire.quit();
            return new Facts(trial.greeting(), before, after, Set.copyOf(known), count(stat));
        }
    }

    private static int count(Reply stat) throws Finding {
        try {
            return Integer.parseInt(stat.text().split(" ", -1)[0]);
        } catch (NumberFormatException e) {
            throw Finding.failure("no number in " + stat.line());
        }
    }

    private static Optional<Capabilities> capabilities(Wire wire) throws Finding, IOException {
        return wire.ask("CAPA").ok()
                ? Optional.of(new Capabilities(List.copyOf(wire.lines("CAPA"))))
                : Optional.empty();
    }

    /** Whether a capability is announced in one state at least. */
    public boolean announces(String tag) {
        return before.map(c -> c.has(tag)).orElse(false) || after.map(c -> c.has(tag)).orElse(false);
    }

    /** Whether an optional command of after login is announced or answered with +OK. */
    public boolean offers(String command) {
        return announces(command) || known.contains(command);
    }
}
