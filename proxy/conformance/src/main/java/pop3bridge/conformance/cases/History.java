package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;

import java.io.IOException;
import java.util.List;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** Commands of former versions of POP3: they work or are refused, but they are answered. */
final class History {
    private static final String LAST = "RFC 1460, LAST";

    private History() {}

    static List<Case> cases() {
        return new Group("history")
                .add("last-has-its-format", LAST, trial -> last(login(trial)))
                .add("last-is-raised-by-retr", LAST, History::retrieved)
                .add("last-is-the-highest", LAST, History::highest)
                .add("last-goes-back-by-rset", LAST, History::reset)
                .add("last-takes-no-argument", LAST, trial -> login(trial).refused("LAST 1"))
                .add("rpop-lets-nobody-in", "RFC 1225, RPOP", History::rpop)
                .add("xtnd-is-answered", "RFC 1082", trial -> trial.login().refused("XTND"))
                .cases();
    }

    private static Wire login(Trial trial) throws Finding, IOException {
        trial.knows("LAST");
        return trial.login();
    }

    private static int last(Wire wire) throws Finding, IOException {
        Reply reply = wire.accepted("LAST");
        must(reply.text().matches("\\d{1,9}( .*)?"), "no number: " + reply.line());
        return Integer.parseInt(reply.text().split(" ", 2)[0]);
    }

    private static void expect(Wire wire, int expected) throws Finding, IOException {
        int last = last(wire);
        must(last == expected, "LAST tells " + last + " and not " + expected);
    }

    private static void retrieved(Trial trial) throws Finding, IOException {
        Wire wire = login(trial);
        int number = Math.min(trial.mailbox().count(), last(wire) + 2);
        wire.message("RETR " + number);
        expect(wire, number);
    }

    private static void highest(Trial trial) throws Finding, IOException {
        Wire wire = login(trial);
        int number = trial.mailbox().count();
        wire.message("RETR " + number);
        wire.message("RETR 1");
        expect(wire, number);
    }

    private static void reset(Trial trial) throws Finding, IOException {
        Wire wire = login(trial);
        int before = last(wire);
        wire.message("RETR " + trial.mailbox().count());
        wire.accepted("RSET");
        expect(wire, before);
    }

    /** It needs a reserved port of the client's. */
    private static void rpop(Trial trial) throws Finding, IOException {
        Wire wire = trial.connect();
        wire.ask("USER " + trial.target().user());
        wire.refused("RPOP " + trial.target().user());
        wire.refused("STAT");
    }
}
