package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** The form of commands: keywords, arguments, characters, lengths. */
final class Commands {
    private static final String FORM = "RFC 1939 §3";
    private static final int CAPA_LENGTH = 255;
    private static final int ARGUMENT_LENGTH = 40;

    private Commands() {}

    static List<Case> cases() {
        Group group = new Group("commands")
                .add("keywords-in-lower-case", FORM, trial -> inCase(trial, false))
                .add("keywords-in-mixed-case", FORM, trial -> inCase(trial, true));
        for (String unknown : List.of("XYZZ", "XYZZ 1 2", "STATS", "STA", "LIST1", "+OK", "NO", "DEADBEEF")) {
            group.add("unknown-" + name(unknown), FORM, trial -> trial.login().refused(unknown));
        }
        group.add("unknown-before-login", FORM, trial -> trial.connect().refused("XYZZ"))
                .add("empty-line", FORM, trial -> trial.login().refused(""))
                .add("space-before-keyword", FORM, trial -> trial.login().refused(" NOOP"))
                .add("goes-on-after-unknown", FORM, Commands::goesOn)
                .add("nul-in-keyword", FORM, trial -> trial.login().refused("NOOP\0"))
                .add("nul-before-keyword", FORM, trial -> trial.login().refused("\0NOOP"))
                .add("nul-in-argument", FORM, trial -> trial.login().refused("LIST 1\0"))
                .add("octets-beyond-ascii", FORM, trial -> trial.login().refused("N\u00d6OP"))
                .add("cr-in-line", FORM, Commands::carriageReturn)
                .add("tab-is-no-space", FORM, trial -> lenient(trial, "LIST\t1"));
        for (String superfluous : List.of("STAT 1", "NOOP 1", "RSET 1", "LIST 1 2", "RETR 1 2", "DELE 1 2")) {
            group.add("superfluous-argument-" + name(superfluous), FORM, trial -> lenient(trial, superfluous));
        }
        group.add("superfluous-argument-top-1-2-3", FORM, trial -> {
            trial.knows("TOP");
            lenient(trial, "TOP 1 2 3");
        }).add("superfluous-argument-uidl-1-2", FORM, trial -> {
            trial.knows("UIDL");
            lenient(trial, "UIDL 1 2");
        }).add("superfluous-argument-capa", "RFC 2449 §5", trial -> {
            trial.before();
            lenient(trial, "CAPA ALL");
        }).add("two-spaces-before-argument", FORM, trial -> lenient(trial, "LIST  1"))
                .add("space-at-the-end", FORM, trial -> lenient(trial, "STAT "));
        for (String incomplete : List.of("RETR", "DELE", "RETR ")) {
            group.add("missing-argument-" + name(incomplete), FORM, trial -> trial.login().refused(incomplete));
        }
        for (String incomplete : List.of("TOP", "TOP 1", "TOP 1 ")) {
            group.add("missing-argument-" + name(incomplete), "RFC 1939 §7", trial -> {
                trial.knows("TOP");
                trial.login().refused(incomplete);
            });
        }
        return group.add("missing-argument-user", "RFC 1939 §7", trial -> trial.connect().refused("USER"))
                .add("missing-argument-pass", "RFC 1939 §7", Commands::bareName)
                .add("argument-of-40-characters", FORM, trial -> answersLong(trial, "USER ", ARGUMENT_LENGTH))
                .add("line-of-255-octets", "RFC 2449 §4", trial -> {
                    trial.before();
                    answersLong(trial, "USER ", CAPA_LENGTH - "USER \r\n".length());
                }).cases();
    }

    private static String name(String command) {
        String words = command.strip().toLowerCase(Locale.ROOT).replace(' ', '-').replace("+", "plus-");
        return command.endsWith(" ") ? words + "-space" : words;
    }

    private static String inCase(String command, boolean mixed) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            text.append(mixed && i % 2 == 1 ? c : Character.toLowerCase(c));
        }
        return text.toString();
    }

    private static void inCase(Trial trial, boolean mixed) throws Finding, IOException {
        trial.login().quit();
        Wire wire = trial.connect();
        wire.accepted(inCase("USER", mixed) + " " + trial.target().user());
        wire.accepted(inCase("PASS", mixed) + " " + trial.target().password());
        wire.accepted(inCase("STAT", mixed));
        wire.listing(inCase("LIST", mixed));
        wire.accepted(inCase("LIST", mixed) + " 1");
        wire.message(inCase("RETR", mixed) + " 1");
        wire.accepted(inCase("NOOP", mixed));
        wire.accepted(inCase("DELE", mixed) + " 1");
        wire.accepted(inCase("RSET", mixed));
        if (trial.facts().offers("TOP")) {
            wire.message(inCase("TOP", mixed) + " 1 0");
        }
        if (trial.facts().offers("UIDL")) {
            wire.listing(inCase("UIDL", mixed));
        }
        if (trial.facts().after().isPresent()) {
            wire.listing(inCase("CAPA", mixed));
        }
        wire.accepted(inCase("QUIT", mixed));
    }

    /** Arguments and spaces that the syntax has no place for; to take them harms nobody. */
    private static void lenient(Trial trial, String command) throws Finding, IOException {
        Reply reply = trial.login().ask(command);
        should(!reply.ok(), "-ERR expected: " + reply.line());
    }

    private static void goesOn(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        wire.refused("XYZZ");
        wire.accepted("NOOP");
        wire.refused("XYZZ");
        wire.accepted("STAT");
    }

    /** A line ends in CRLF and nothing else: this is one command, and no good one. */
    private static void carriageReturn(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        wire.refused("NOOP\rSTAT");
        Reply next = wire.ask("STAT");
        must(next.ok() && next.text().startsWith(trial.mailbox().count() + " "),
                "a second answer to one line, or none to the next: " + next.line());
    }

    private static void bareName(Trial trial) throws Finding, IOException {
        Wire wire = trial.connect();
        if (wire.ask("USER " + trial.target().user()).ok()) {
            wire.refused("PASS");
        }
    }

    private static void answersLong(Trial trial, String keyword, int length) throws Finding, IOException {
        Wire wire = trial.connect();
        wire.ask(keyword + "a".repeat(length));
        must(wire.ask("QUIT").ok(), "QUIT is refused behind it");
    }
}
