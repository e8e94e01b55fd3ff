package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.offered;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** USER and PASS. */
final class Logins {
    private static final String USER_PASS = "RFC 1939 §7";
    private static final String NOBODY = "nobody-of-this-name";

    private Logins() {}

    static List<Case> cases() {
        Group group = new Group("login");
        group.add("user-and-pass", USER_PASS, trial -> trial.login().accepted("NOOP"));
        group.add("unknown-user", USER_PASS, trial -> refused(trial, NOBODY, trial.target().password()));
        group.add("wrong-password", USER_PASS, trial -> refused(trial, trial.target().user(), "wrong"));
        group.add("password-too-short", USER_PASS, trial -> {
            String password = trial.target().password();
            refused(trial, trial.target().user(), password.substring(0, password.length() - 1));
        });
        group.add("password-too-long", USER_PASS, trial -> withPassword(trial, "x"));
        group.add("password-in-other-case", USER_PASS, Logins::otherCase);
        group.add("password-and-another-word", USER_PASS, trial -> withPassword(trial, " x"));
        group.add("password-and-a-space", USER_PASS, Logins::space);
        group.add("password-and-nul", "RFC 1939 §3", trial -> withPassword(trial, "\0"));
        group.add("password-and-nul-and-more", "RFC 1939 §3", trial -> withPassword(trial, "\0x"));
        group.add("user-and-nul", "RFC 1939 §3",
                trial -> refused(trial, trial.target().user() + "\0x", trial.target().password()));
        group.add("empty-password", USER_PASS, trial -> refused(trial, trial.target().user(), ""));
        group.add("right-after-wrong", "RFC 1939 §4", Logins::again);
        group.add("another-user-after-refusal", "RFC 1939 §4", Logins::another);
        group.add("user-tells-nothing", "RFC 1939 §13", Logins::tellsNothing);
        return group.cases();
    }

    private static void refused(Trial trial, String user, String password) throws Finding, IOException {
        Reply reply = trial.connect().login(user, password);
        must(!reply.ok(), "the login is accepted: " + reply.line());
    }

    private static void withPassword(Trial trial, String more) throws Finding, IOException {
        refused(trial, trial.target().user(), trial.target().password() + more);
    }

    private static void otherCase(Trial trial) throws Finding, IOException {
        String password = trial.target().password();
        String upper = password.toUpperCase(Locale.ROOT);
        refused(trial, trial.target().user(), upper.equals(password) ? password.toLowerCase(Locale.ROOT) : upper);
    }

    /** Either a part of the password, or one separator too many. */
    private static void space(Trial trial) throws Finding, IOException {
        Reply reply = trial.connect().login(trial.target().user(), trial.target().password() + " ");
        should(!reply.ok(), "the login is accepted: " + reply.line());
    }

    /** After a negative answer the server may close. */
    private static void again(Trial trial) throws Finding, IOException {
        trial.login().quit();
        Wire wire = trial.connect();
        must(!wire.login(trial.target().user(), "wrong").ok(), "a wrong password lets in");
        letIn(trial, wire);
    }

    private static void another(Trial trial) throws Finding, IOException {
        trial.login().quit();
        Wire wire = trial.connect();
        must(!wire.login(NOBODY, "wrong").ok(), "an unknown user is let in");
        letIn(trial, wire);
    }

    private static void letIn(Trial trial, Wire wire) throws Finding, IOException {
        Optional<Reply> reply = wire.askAfterRefusal("USER " + trial.target().user());
        if (reply.isPresent() && reply.get().ok()) {
            wire.accepted("PASS " + trial.target().password());
        }
    }

    private static void tellsNothing(Trial trial) throws Finding, IOException {
        Wire wire = trial.connect();
        offered(wire.ask("USER " + trial.target().user()).ok(), "the server does not take USER");
        Reply known = wire.ask("PASS wrong");
        wire = trial.connect();
        should(wire.ask("USER " + NOBODY).ok(), "USER tells that there is no such user");
        Reply unknown = wire.ask("PASS wrong");
        should(known.equals(unknown), "PASS tells that there is no such user: " + unknown.line());
    }
}
