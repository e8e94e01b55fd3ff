package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.offered;

import java.io.IOException;
import java.util.List;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** APOP. */
final class Apop {
    private static final String APOP = "RFC 1939 §7";

    private Apop() {}

    static List<Case> cases() {
        return new Group("apop")
                .add("right-digest", APOP, trial -> login(trial).accepted("STAT"))
                .add("wrong-digest", APOP, trial -> connect(trial).refused(command(trial, "0".repeat(32))))
                .add("digest-of-another-password", APOP,
                        trial -> connect(trial).refused(command(trial, Sasl.apop(timestamp(trial), "wrong"))))
                .add("digest-of-another-connection", APOP, Apop::replay)
                .add("digest-cut-short", APOP, Apop::cut)
                .add("digest-and-more", APOP, Apop::more)
                .add("unknown-user", APOP, trial -> {
                    Wire wire = connect(trial);
                    wire.refused("APOP nobody-of-this-name " + digest(trial));
                })
                .add("without-digest", APOP, trial -> connect(trial).refused("APOP " + trial.target().user()))
                .add("without-arguments", APOP, trial -> connect(trial).refused("APOP"))
                .add("right-after-wrong", APOP, Apop::again)
                .add("refused-without-timestamp", APOP, Apop::unannounced)
                .cases();
    }

    private static Wire connect(Trial trial) throws Finding, IOException {
        Greetings.timestamp(trial.facts().greeting());
        return trial.connect();
    }

    private static String timestamp(Trial trial) throws Finding {
        return Greetings.timestamp(trial.greeting());
    }

    private static String digest(Trial trial) throws Finding {
        return Sasl.apop(timestamp(trial), trial.target().password());
    }

    private static String command(Trial trial, String digest) {
        return "APOP " + trial.target().user() + " " + digest;
    }

    private static Wire login(Trial trial) throws Finding, IOException {
        Greetings.timestamp(trial.facts().greeting());
        trial.login().quit();
        Wire wire = connect(trial);
        wire.accepted(command(trial, digest(trial)));
        return wire;
    }

    private static void replay(Trial trial) throws Finding, IOException {
        connect(trial);
        String old = digest(trial);
        connect(trial).refused(command(trial, old));
    }

    private static void more(Trial trial) throws Finding, IOException {
        Wire wire = connect(trial);
        wire.refused(command(trial, digest(trial) + "0"));
    }

    private static void cut(Trial trial) throws Finding, IOException {
        Wire wire = connect(trial);
        wire.refused(command(trial, digest(trial).substring(0, 31)));
    }

    private static void again(Trial trial) throws Finding, IOException {
        Greetings.timestamp(trial.facts().greeting());
        trial.login().quit();
        Wire wire = connect(trial);
        wire.refused(command(trial, "0".repeat(32)));
        must(wire.askAfterRefusal(command(trial, digest(trial))).map(Reply::ok).orElse(true),
                "the right digest is refused");
    }

    private static void unannounced(Trial trial) throws Finding, IOException {
        offered(trial.facts().greeting().line().indexOf('<') < 0, "the greeting has a timestamp");
        Reply reply = trial.connect().ask(command(trial, "0".repeat(32)));
        must(!reply.ok(), "-ERR expected: " + reply.line());
    }
}
