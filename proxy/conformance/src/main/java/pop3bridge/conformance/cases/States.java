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

/** Which command belongs to which state. */
final class States {
    private static final String WRONG_STATE = "RFC 1939 §3";

    private States() {}

    static List<Case> cases() {
        Group group = new Group("states");
        for (String command : List.of("STAT", "LIST", "RETR 1", "DELE 1", "NOOP", "RSET", "TOP 1 0", "UIDL", "LAST")) {
            group.add(name(command) + "-before-login", WRONG_STATE, trial -> trial.connect().refused(command));
        }
        for (String command : List.of("USER someone", "PASS something", "APOP someone 0123456789abcdef0123456789abcdef",
                "AUTH PLAIN")) {
            group.add(name(command) + "-after-login", WRONG_STATE, trial -> trial.login().refused(command));
        }
        return group.add("pass-without-user", "RFC 1939 §7",
                trial -> trial.connect().refused("PASS " + trial.target().password()))
                .add("pass-behind-another-command", "RFC 1939 §7", States::passLater)
                .add("stat-after-refused-login", "RFC 1939 §4", States::afterRefusal)
                .add("quit-before-login", "RFC 1939 §4", trial -> trial.connect().quit())
                .add("quit-between-user-and-pass", "RFC 1939 §7", States::quitBetween)
                .add("quit-after-login", "RFC 1939 §6", trial -> trial.login().quit())
                .add("no-command-after-quit", "RFC 1939 §6", States::afterQuit)
                .add("stays-idle", WRONG_STATE, States::idle)
                .cases();
    }

    private static String name(String command) {
        return command.split(" ", -1)[0].toLowerCase(Locale.ROOT);
    }

    /** PASS "may only be given immediately after a successful USER command". */
    private static void passLater(Trial trial) throws Finding, IOException {
        Wire wire = trial.connect();
        wire.accepted("USER " + trial.target().user());
        wire.refused("XYZZ");
        Reply reply = wire.ask("PASS " + trial.target().password());
        should(!reply.ok(), "-ERR expected: " + reply.line());
    }

    private static void afterRefusal(Trial trial) throws Finding, IOException {
        Wire wire = trial.connect();
        Reply reply = wire.login(trial.target().user(), trial.target().password() + "x");
        must(!reply.ok(), "a wrong password lets in");
        must(!wire.askAfterRefusal("STAT").map(Reply::ok).orElse(false), "STAT is accepted");
    }

    private static void quitBetween(Trial trial) throws Finding, IOException {
        Wire wire = trial.connect();
        wire.accepted("USER " + trial.target().user());
        wire.quit();
    }

    private static void afterQuit(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        wire.commands("QUIT", "NOOP");
        must(wire.reply().ok(), "QUIT is refused");
        must(wire.ends(), "a command behind QUIT is answered, or the connection stays open");
    }

    /** The inactivity timer is of 10 minutes at least. */
    private static void idle(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        must(wire.silent(trial.target().idle()), "the server does not leave an idle connection alone");
        wire.accepted("NOOP");
    }
}
