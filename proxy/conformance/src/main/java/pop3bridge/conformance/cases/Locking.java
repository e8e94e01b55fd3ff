package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.offered;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.List;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** The exclusive access to a maildrop. */
final class Locking {
    private static final String LOCK = "RFC 1939 §4";

    private Locking() {}

    static List<Case> cases() {
        return new Group("locking")
                .add("messages-stay-until-update", LOCK, Locking::protects)
                .add("refusal-says-in-use", "RFC 2449 §8.1.2", Locking::inUse)
                .add("refused-login-leaves-the-first-session", LOCK, Locking::firstGoesOn)
                .add("free-after-quit", "RFC 1939 §6", Locking::afterQuit)
                .add("free-after-a-closed-connection", LOCK, trial -> afterLoss(trial, Wire::close))
                .add("free-after-a-reset-connection", LOCK, trial -> afterLoss(trial, Wire::reset))
                .add("not-held-by-a-refused-login", LOCK, Locking::refusedHoldsNothing)
                .add("not-held-by-user-alone", LOCK, Locking::userHoldsNothing)
                .cases();
    }

    private interface Loss {
        void happen(Wire wire) throws IOException;
    }

    private static Reply second(Trial trial) throws Finding, IOException {
        return trial.connect().login(trial.target().user(), trial.target().password());
    }

    /**
     * A lock is held "as necessary to prevent messages from being modified or removed before the session enters the UPDATE
     * state": a second session is refused, or does no harm to the first.
     */
    private static void protects(Trial trial) throws Finding, IOException {
        Wire first = trial.login();
        int last = trial.mailbox().count();
        Wire other = trial.connect();
        if (!other.login(trial.target().user(), trial.target().password()).ok()) {
            return;
        }
        other.accepted("DELE " + last);
        other.quit();
        first.message("RETR " + last);
    }

    private static void inUse(Trial trial) throws Finding, IOException {
        trial.needs("RESP-CODES");
        trial.login();
        Reply reply = second(trial);
        offered(!reply.ok(), "a second session is let in");
        should(reply.code().map("IN-USE"::equals).orElse(false), "[IN-USE] expected: " + reply.line());
    }

    private static void firstGoesOn(Trial trial) throws Finding, IOException {
        Wire first = trial.login();
        offered(!second(trial).ok(), "a second session is let in");
        first.accepted("STAT");
        first.message("RETR 1");
        first.quit();
    }

    /** The server releases the lock and closes the connection, in this order. */
    private static void afterQuit(Trial trial) throws Finding, IOException {
        trial.login().quit();
        Reply reply = second(trial);
        must(reply.ok(), "the maildrop is locked after QUIT: " + reply.line());
    }

    private static void afterLoss(Trial trial, Loss loss) throws Finding, IOException {
        loss.happen(trial.login());
        trial.login().accepted("STAT");
    }

    private static void refusedHoldsNothing(Trial trial) throws Finding, IOException {
        trial.login().quit();
        Wire refused = trial.connect();
        must(!refused.login(trial.target().user(), "wrong").ok(), "a wrong password lets in");
        Reply reply = second(trial);
        must(reply.ok(), "the maildrop is locked by a login that was refused: " + reply.line());
    }

    private static void userHoldsNothing(Trial trial) throws Finding, IOException {
        trial.login().quit();
        trial.connect().accepted("USER " + trial.target().user());
        Reply reply = second(trial);
        must(reply.ok(), "the maildrop is locked by USER alone: " + reply.line());
    }
}
