package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.List;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** The codes in brackets at the beginning of a reply's text. */
final class ResponseCodes {
    private static final String AUTH = "RFC 3206 §6";

    private ResponseCodes() {}

    static List<Case> cases() {
        return new Group("codes")
                .add("auth-for-a-wrong-password", AUTH, trial -> auth(trial, trial.target().user(), "wrong"))
                .add("auth-for-an-unknown-user", AUTH, trial -> auth(trial, "nobody-of-this-name", "wrong"))
                .add("auth-for-a-wrong-digest", AUTH, ResponseCodes::digest)
                .add("auth-for-wrong-plain", AUTH, ResponseCodes::plain)
                .add("no-auth-on-user", "RFC 3206 §5", ResponseCodes::onUser)
                .add("no-auth-for-other-errors", AUTH, ResponseCodes::otherErrors)
                .cases();
    }

    private static void expected(Reply reply) throws Finding {
        must(!reply.ok(), "the login is accepted");
        must(reply.code().map("AUTH"::equals).orElse(false), "[AUTH] expected: " + reply.line());
    }

    private static void auth(Trial trial, String user, String password) throws Finding, IOException {
        trial.needs("AUTH-RESP-CODE");
        expected(trial.connect().login(user, password));
    }

    private static void digest(Trial trial) throws Finding, IOException {
        trial.needs("AUTH-RESP-CODE");
        Greetings.timestamp(trial.facts().greeting());
        expected(trial.connect().ask("APOP " + trial.target().user() + " " + "0".repeat(32)));
    }

    private static void plain(Trial trial) throws Finding, IOException {
        trial.needs("AUTH-RESP-CODE");
        trial.needsMechanism("PLAIN");
        expected(trial.connect().ask("AUTH PLAIN " + Sasl.plain("", trial.target().user(), "wrong")));
    }

    /** It would tell whether there is such a user. */
    private static void onUser(Trial trial) throws Finding, IOException {
        trial.needs("AUTH-RESP-CODE");
        Reply reply = trial.connect().ask("USER nobody-of-this-name");
        should(reply.code().isEmpty(), "USER is answered with " + reply.line());
    }

    private static void otherErrors(Trial trial) throws Finding, IOException {
        trial.needs("AUTH-RESP-CODE");
        Wire wire = trial.connect();
        for (String command : List.of("XYZZ", "STAT")) {
            Reply reply = wire.refused(command);
            must(!reply.code().map("AUTH"::equals).orElse(false), command + " is answered with " + reply.line());
        }
        Reply reply = trial.login().refused("RETR 0");
        must(!reply.code().map("AUTH"::equals).orElse(false), "RETR 0 is answered with " + reply.line());
    }
}
