package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import pop3bridge.conformance.mailbox.Kind;
import pop3bridge.conformance.mailbox.KnownMessage;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** What is removed from the maildrop, and when. */
final class Update {
    private static final String UPDATE = "RFC 1939 §6";

    private Update() {}

    static List<Case> cases() {
        return new Group("update")
                .add("quit-removes-what-is-marked", UPDATE, Update::removes)
                .add("quit-removes-nothing-else", UPDATE, trial -> {
                    Wire wire = trial.login();
                    wire.message("RETR 1");
                    wire.quit();
                    left(trial, trial.mailbox().count());
                })
                .add("quit-removes-all", UPDATE, Update::removesAll)
                .add("closed-connection-removes-nothing", UPDATE, trial -> lost(trial, Wire::close))
                .add("shut-connection-removes-nothing", UPDATE, trial -> lost(trial, Wire::shutOutput))
                .add("reset-connection-removes-nothing", UPDATE, trial -> lost(trial, Wire::reset))
                .add("rset-and-quit-remove-nothing", UPDATE, Update::reset)
                .add("quit-without-line-end-removes-nothing", "RFC 1939 §3, §6", trial -> lost(trial, wire -> {
                    wire.send("QUIT");
                    wire.shutOutput();
                    wire.ends();
                }))
                .add("refused-quit-removes-nothing", UPDATE, Update::refusedQuit)
                .add("dele-behind-quit-removes-nothing", UPDATE, Update::behindQuit)
                .add("client-that-closes-behind-quit", UPDATE, Update::closing)
                .add("numbers-from-one-next-time", "RFC 1939 §4", Update::renumbered)
                .add("empty-maildrop", "RFC 1939 §5", Update::empty)
                .cases();
    }

    private interface Loss {
        void happen(Wire wire) throws IOException;
    }

    private static Wire marked(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        wire.accepted("DELE 1");
        wire.accepted("DELE 2");
        return wire;
    }

    private static void left(Trial trial, int count) throws Finding, IOException {
        long left = Listings.drop(trial.login())[0];
        must(left == count, "in the next session there are " + left + " of " + trial.mailbox().count()
                + " messages, and not " + count);
    }

    /** The messages of the next session are these of the mailbox. */
    private static void left(Trial trial, List<Integer> numbers) throws Finding, IOException {
        Wire wire = trial.login();
        must(Listings.drop(wire)[0] == numbers.size(),
                "there are " + Listings.drop(wire)[0] + " messages and not " + numbers.size());
        for (int n = 1; n <= numbers.size(); n++) {
            KnownMessage message = trial.mailbox().message(numbers.get(n - 1));
            if (message.kind() == Kind.ORDINARY) {
                String difference = Retrieval.difference(message.octets(), wire.message("RETR " + n));
                must(difference.isEmpty(), "message " + n + " is not what was number " + numbers.get(n - 1) + ": "
                        + difference);
            }
        }
    }

    private static List<Integer> without(Trial trial, List<Integer> removed) {
        List<Integer> numbers = new ArrayList<>();
        for (int n = 1; n <= trial.mailbox().count(); n++) {
            if (!removed.contains(n)) {
                numbers.add(n);
            }
        }
        return numbers;
    }

    private static void removes(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        int last = trial.mailbox().count();
        wire.accepted("DELE 2");
        wire.accepted("DELE " + last);
        wire.quit();
        left(trial, without(trial, List.of(2, last)));
    }

    private static void removesAll(Trial trial) throws Finding, IOException {
        emptied(trial);
        left(trial, 0);
    }

    private static void emptied(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        for (int n = 1; n <= trial.mailbox().count(); n++) {
            wire.accepted("DELE " + n);
        }
        wire.quit();
    }

    private static void lost(Trial trial, Loss loss) throws Finding, IOException {
        loss.happen(marked(trial));
        left(trial, trial.mailbox().count());
    }

    private static void reset(Trial trial) throws Finding, IOException {
        Wire wire = marked(trial);
        wire.accepted("RSET");
        wire.quit();
        left(trial, trial.mailbox().count());
    }

    /** A QUIT with an argument may be taken for a QUIT; but if it is refused, it must not have been one. */
    private static void refusedQuit(Trial trial) throws Finding, IOException {
        Wire wire = marked(trial);
        boolean taken = wire.ask("QUIT now").ok();
        wire.close();
        left(trial, trial.mailbox().count() - (taken ? 2 : 0));
    }

    private static void behindQuit(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        wire.commands("QUIT", "DELE 1", "QUIT");
        must(wire.reply().ok(), "QUIT is refused");
        wire.ends();
        left(trial, trial.mailbox().count());
    }

    /** The client has issued QUIT, and need not wait for the answer. */
    private static void closing(Trial trial) throws Finding, IOException {
        Wire wire = marked(trial);
        wire.commands("QUIT");
        wire.close();
        left(trial, trial.mailbox().count() - 2);
    }

    private static void renumbered(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        wire.accepted("DELE 1");
        wire.quit();
        wire = trial.login();
        must(wire.listing("LIST").get(0).startsWith("1 "), "the first message is not number 1");
        wire.accepted("LIST " + (trial.mailbox().count() - 1));
        wire.refused("LIST " + trial.mailbox().count());
    }

    private static void empty(Trial trial) throws Finding, IOException {
        emptied(trial);
        Wire wire = trial.login();
        long[] drop = Listings.drop(wire);
        must(drop[0] == 0 && drop[1] == 0, "STAT of an empty maildrop tells " + drop[0] + " and " + drop[1]);
        must(wire.listing("LIST").isEmpty(), "LIST of an empty maildrop has messages");
        if (trial.facts().offers("UIDL")) {
            must(wire.listing("UIDL").isEmpty(), "UIDL of an empty maildrop has messages");
        }
        wire.refused("LIST 1");
        wire.refused("RETR 1");
        wire.accepted("RSET");
        wire.quit();
    }
}
