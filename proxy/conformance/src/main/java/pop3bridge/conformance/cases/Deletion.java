package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** DELE and RSET within a session. */
final class Deletion {
    private static final String TRANSACTION = "RFC 1939 §5";
    private static final String OPTIONAL = "RFC 1939 §7";

    private Deletion() {}

    static List<Case> cases() {
        Group group = new Group("deletion").add("dele", TRANSACTION, trial -> marked(trial));
        for (String command : List.of("RETR 2", "LIST 2", "DELE 2")) {
            group.add(name(command) + "-of-a-marked-message", TRANSACTION, trial -> marked(trial).refused(command));
        }
        for (String command : List.of("TOP 2 0", "UIDL 2")) {
            group.add(name(command) + "-of-a-marked-message", OPTIONAL, trial -> {
                trial.knows(command.split(" ", -1)[0]);
                marked(trial).refused(command);
            });
        }
        return group.add("stat-without-marked-messages", TRANSACTION, Deletion::stat)
                .add("list-without-marked-messages", TRANSACTION, Deletion::list)
                .add("uidl-without-marked-messages", OPTIONAL, Deletion::uidl)
                .add("numbers-do-not-move", "RFC 1939 §4", Deletion::numbers)
                .add("unique-ids-do-not-move", OPTIONAL, Deletion::ids)
                .add("all-messages-marked", TRANSACTION, Deletion::all)
                .add("rset-unmarks", TRANSACTION, Deletion::unmarked)
                .add("rset-of-nothing", TRANSACTION, trial -> trial.login().accepted("RSET"))
                .add("dele-after-rset", TRANSACTION, Deletion::twice)
                .cases();
    }

    private static String name(String command) {
        return command.split(" ", -1)[0].toLowerCase(Locale.ROOT);
    }

    /** A session in which message 2 is marked. */
    private static Wire marked(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        wire.accepted("DELE 2");
        return wire;
    }

    private static void stat(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        long[] before = Listings.drop(wire);
        long size = Listings.list(wire).getOrDefault(2, 0L);
        wire.accepted("DELE 2");
        long[] after = Listings.drop(wire);
        must(after[0] == before[0] - 1, "STAT counts " + after[0] + " of " + before[0] + " messages");
        must(after[1] == before[1] - size, "STAT counts " + after[1] + " of " + before[1] + " octets; message 2 had "
                + size);
    }

    private static void list(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        Map<Integer, Long> before = Listings.list(wire);
        wire.accepted("DELE 2");
        Map<Integer, Long> after = Listings.list(wire);
        before.remove(2);
        must(before.equals(after), "expected " + before + ", listed " + after);
    }

    private static void uidl(Trial trial) throws Finding, IOException {
        trial.knows("UIDL");
        Wire wire = trial.login();
        Map<Integer, String> before = UniqueIds.list(wire);
        wire.accepted("DELE 2");
        Map<Integer, String> after = UniqueIds.list(wire);
        before.remove(2);
        must(before.equals(after), "expected " + before + ", listed " + after);
    }

    private static void numbers(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        int last = trial.mailbox().count();
        byte[] message = wire.message("RETR " + last);
        String listed = wire.accepted("LIST " + last).text();
        wire.accepted("DELE 1");
        must(wire.accepted("LIST " + last).text().equals(listed), "LIST " + last + " has changed by DELE 1");
        String difference = Retrieval.difference(message, wire.message("RETR " + last));
        must(difference.isEmpty(), "RETR " + last + " has changed by DELE 1: " + difference);
    }

    private static void ids(Trial trial) throws Finding, IOException {
        trial.knows("UIDL");
        Wire wire = trial.login();
        String third = wire.accepted("UIDL 3").text();
        wire.accepted("DELE 1");
        must(wire.accepted("UIDL 3").text().equals(third), "UIDL 3 has changed by DELE 1");
    }

    private static void all(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        for (int n = 1; n <= trial.mailbox().count(); n++) {
            wire.accepted("DELE " + n);
        }
        long[] drop = Listings.drop(wire);
        must(drop[0] == 0 && drop[1] == 0, "STAT tells " + drop[0] + " messages and " + drop[1] + " octets");
        must(wire.listing("LIST").isEmpty(), "LIST has messages");
    }

    private static void unmarked(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        Map<Integer, Long> before = Listings.list(wire);
        wire.accepted("DELE 1");
        wire.accepted("DELE 3");
        wire.accepted("RSET");
        must(before.equals(Listings.list(wire)), "LIST is not what it was");
        must(Listings.drop(wire)[0] == before.size(), "STAT is not what it was");
        wire.message("RETR 1");
    }

    private static void twice(Trial trial) throws Finding, IOException {
        Wire wire = marked(trial);
        wire.accepted("RSET");
        wire.accepted("DELE 2");
        wire.refused("DELE 2");
    }
}
