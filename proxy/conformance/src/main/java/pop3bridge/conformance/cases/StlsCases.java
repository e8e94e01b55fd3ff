package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.offered;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import pop3bridge.conformance.trial.Capabilities;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Target;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** STLS. */
final class StlsCases {
    private static final String STLS = "RFC 2595 §4";
    private static final Duration MOMENT = Duration.ofMillis(500);

    private StlsCases() {}

    static List<Case> cases() {
        return new Group("stls")
                .add("negotiates", STLS, trial -> secured(trial).quit())
                .add("login-in-tls", STLS, StlsCases::login)
                .add("no-second-greeting", STLS, StlsCases::noGreeting)
                .add("stays-before-login", STLS, trial -> secured(trial).refused("STAT"))
                .add("not-announced-in-tls", STLS, StlsCases::unannounced)
                .add("refused-in-tls", STLS, trial -> secured(trial).refused("STLS"))
                .add("refused-after-login", STLS, StlsCases::afterLogin)
                .add("takes-no-argument", STLS, StlsCases::argument)
                .add("commands-behind-it-are-not-obeyed", STLS, StlsCases::injected)
                .add("user-before-it-is-forgotten", "RFC 2595 §9", StlsCases::forgets)
                .cases();
    }

    private static Wire plain(Trial trial) throws Finding, IOException {
        trial.needs("STLS");
        offered(trial.target().tls() != Target.Tls.IMPLICIT, "the suite is run in TLS from the first octet on");
        trial.login().quit();
        return trial.plain();
    }

    private static Wire secured(Trial trial) throws Finding, IOException {
        Wire wire = plain(trial);
        wire.accepted("STLS");
        wire.startTls();
        return wire;
    }

    private static void login(Trial trial) throws Finding, IOException {
        Wire wire = secured(trial);
        must(wire.login(trial.target().user(), trial.target().password()).ok(), "the login is refused");
        wire.message("RETR 1");
        wire.quit();
    }

    private static void noGreeting(Trial trial) throws Finding, IOException {
        must(secured(trial).silent(MOMENT), "the server speaks first in TLS, or closes");
    }

    /** The tag "indicates this command is present and permitted in the current state". */
    private static void unannounced(Trial trial) throws Finding, IOException {
        List<String> lines = secured(trial).listing("CAPA");
        should(!new Capabilities(lines).has("STLS"), "STLS is announced in TLS");
    }

    private static void afterLogin(Trial trial) throws Finding, IOException {
        trial.needs("STLS");
        trial.login().refused("STLS");
    }

    private static void argument(Trial trial) throws Finding, IOException {
        Reply reply = plain(trial).ask("STLS now");
        should(!reply.ok(), "-ERR expected: " + reply.line());
    }

    /** What came in the clear must not count in TLS: the negotiation begins right behind the +OK. */
    private static void injected(Trial trial) throws Finding, IOException {
        Wire wire = plain(trial);
        wire.send("STLS\r\nCAPA\r\n");
        Reply reply = wire.reply();
        if (!reply.ok()) {
            return;
        }
        try {
            wire.startTls();
        } catch (Finding e) {
            // To give up the connection is a good answer.
            return;
        }
        must(wire.silent(MOMENT) || wire.ends(), "a command from before TLS is answered in TLS");
    }

    private static void forgets(Trial trial) throws Finding, IOException {
        Wire wire = plain(trial);
        wire.ask("USER " + trial.target().user());
        offered(wire.ask("STLS").ok(), "STLS is refused behind USER");
        wire.startTls();
        Reply reply = wire.ask("PASS " + trial.target().password());
        should(!reply.ok(), "a name from before TLS counts in TLS");
    }
}
