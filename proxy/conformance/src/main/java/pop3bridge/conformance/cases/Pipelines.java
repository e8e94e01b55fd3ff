package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import pop3bridge.conformance.mailbox.Kind;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** Commands that come without waiting for replies, and commands that come in pieces. */
final class Pipelines {
    private static final String PIPELINING = "RFC 2449 §6.6";
    private static final int MANY = 1000;

    private Pipelines() {}

    static List<Case> cases() {
        return new Group("pipelining")
                .add("user-and-pass", PIPELINING, Pipelines::login)
                .add("whole-session", PIPELINING, trial -> session(trial, false))
                .add("whole-session-and-fin", PIPELINING, trial -> session(trial, true))
                .add("many-noops", PIPELINING, Pipelines::noops)
                .add("messages", PIPELINING, Pipelines::messages)
                .add("in-order-over-dele-and-rset", PIPELINING, Pipelines::order)
                .add("errors-between", PIPELINING, Pipelines::errors)
                .add("behind-a-refused-login", PIPELINING, Pipelines::refused)
                .add("over-dele-and-quit", PIPELINING, Pipelines::update)
                .add("octet-by-octet", "RFC 1939 §3", Pipelines::octets)
                .add("line-end-in-two-pieces", "RFC 1939 §3", Pipelines::lineEnd)
                .cases();
    }

    private static Wire connect(Trial trial) throws Finding, IOException {
        trial.needs("PIPELINING");
        // So that no session before has the lock.
        trial.login().quit();
        return trial.connect();
    }

    private static Wire loggedIn(Trial trial) throws Finding, IOException {
        trial.needs("PIPELINING");
        return trial.login();
    }

    private static void positive(Wire wire, String command) throws Finding, IOException {
        Reply reply = wire.reply();
        must(reply.ok(), command + " is answered with " + reply.line());
    }

    private static void login(Trial trial) throws Finding, IOException {
        Wire wire = connect(trial);
        wire.commands("USER " + trial.target().user(), "PASS " + trial.target().password());
        positive(wire, "USER");
        positive(wire, "PASS");
        wire.accepted("STAT");
    }

    private static void session(Trial trial, boolean fin) throws Finding, IOException {
        Wire wire = connect(trial);
        wire.commands("USER " + trial.target().user(), "PASS " + trial.target().password(), "STAT", "LIST", "RETR 1",
                "NOOP", "QUIT");
        if (fin) {
            wire.shutOutput();
        }
        try {
            for (String command : List.of("USER", "PASS", "STAT", "LIST")) {
                positive(wire, command);
            }
            wire.lines("LIST");
            positive(wire, "RETR 1");
            wire.body("RETR 1");
            positive(wire, "NOOP");
            positive(wire, "QUIT");
            must(wire.ends(), "the server does not close");
        } catch (Finding e) {
            // A client that has shut its output may be taken for gone.
            should(!fin, e.reason());
            throw e;
        }
    }

    private static void noops(Trial trial) throws Finding, IOException {
        Wire wire = loggedIn(trial);
        wire.commands(Collections.nCopies(MANY, "NOOP"));
        for (int i = 0; i < MANY; i++) {
            positive(wire, "NOOP " + i);
        }
        wire.quit();
    }

    private static void messages(Trial trial) throws Finding, IOException {
        Wire wire = loggedIn(trial);
        List<Integer> numbers = trial.mailbox().numbers(Kind.ORDINARY);
        List<String> commands = new ArrayList<>();
        numbers.forEach(number -> commands.add("RETR " + number));
        wire.commands(commands);
        for (int number : numbers) {
            positive(wire, "RETR " + number);
            String difference = Retrieval.difference(trial.mailbox().message(number).octets(),
                    wire.body("RETR " + number));
            must(difference.isEmpty(), "message " + number + ": " + difference);
        }
    }

    private static void order(Trial trial) throws Finding, IOException {
        Wire wire = loggedIn(trial);
        int count = trial.mailbox().count();
        wire.commands("DELE 1", "STAT", "RSET", "STAT", "DELE 2", "STAT");
        positive(wire, "DELE 1");
        counted(wire, count - 1);
        positive(wire, "RSET");
        counted(wire, count);
        positive(wire, "DELE 2");
        counted(wire, count - 1);
    }

    private static void counted(Wire wire, int count) throws Finding, IOException {
        Reply reply = wire.reply();
        must(reply.ok() && reply.text().startsWith(count + " "), "STAT " + count + " expected: " + reply.line());
    }

    private static void errors(Trial trial) throws Finding, IOException {
        Wire wire = loggedIn(trial);
        wire.commands("NOOP", "RETR 0", "NOOP", "XYZZ", "STAT");
        positive(wire, "NOOP");
        must(!wire.reply().ok(), "RETR 0 is accepted");
        positive(wire, "NOOP");
        must(!wire.reply().ok(), "XYZZ is accepted");
        counted(wire, trial.mailbox().count());
    }

    private static void refused(Trial trial) throws Finding, IOException {
        Wire wire = connect(trial);
        wire.commands("USER " + trial.target().user(), "PASS wrong", "STAT");
        wire.reply();
        must(!wire.reply().ok(), "a wrong password lets in");
        must(!wire.replyAfterRefusal().map(Reply::ok).orElse(false), "STAT is accepted behind a refused login");
    }

    private static void update(Trial trial) throws Finding, IOException {
        Wire wire = loggedIn(trial);
        wire.commands("DELE 1", "DELE 2", "QUIT");
        positive(wire, "DELE 1");
        positive(wire, "DELE 2");
        positive(wire, "QUIT");
        must(wire.ends(), "the server does not close");
        long left = Listings.drop(trial.login())[0];
        must(left == trial.mailbox().count() - 2, left + " messages are left");
    }

    private static void octets(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        for (char octet : "NOOP\r\nSTAT\r\n".toCharArray()) {
            wire.send(String.valueOf(octet));
        }
        positive(wire, "NOOP");
        counted(wire, trial.mailbox().count());
    }

    private static void lineEnd(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        wire.send("STAT\r");
        must(wire.silent(Duration.ofMillis(100)), "a CR alone ends a command");
        wire.send("\n");
        counted(wire, trial.mailbox().count());
        wire.accepted("NOOP");
    }
}
