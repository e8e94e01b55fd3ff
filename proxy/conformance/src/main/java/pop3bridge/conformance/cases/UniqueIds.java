package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** UIDL. */
final class UniqueIds {
    private static final String UIDL = "RFC 1939 §7";
    private static final Pattern LISTING = Pattern.compile("(\\d+) ([!-~]{1,70})");

    private UniqueIds() {}

    static List<Case> cases() {
        return new Group("uidl")
                .add("has-its-format", UIDL, trial -> list(login(trial)))
                .add("has-each-message-once", UIDL, UniqueIds::each)
                .add("of-one-is-as-in-the-list", UIDL, UniqueIds::one)
                .add("differs-for-different-messages", UIDL, trial -> unique(trial, false))
                .add("differs-for-twins", UIDL, trial -> unique(trial, true))
                .add("same-after-rset", UIDL, UniqueIds::afterReset)
                .add("same-after-quit", UIDL, trial -> nextSession(trial, true))
                .add("same-after-a-lost-connection", UIDL, trial -> nextSession(trial, false))
                .add("same-after-others-are-removed", UIDL, UniqueIds::afterRemoval)
                .cases();
    }

    private static Wire login(Trial trial) throws Finding, IOException {
        trial.knows("UIDL");
        return trial.login();
    }

    /** The unique-ids by message-number. */
    static Map<Integer, String> list(Wire wire) throws Finding, IOException {
        Map<Integer, String> ids = new TreeMap<>();
        for (String line : wire.listing("UIDL")) {
            Matcher listing = LISTING.matcher(line);
            must(listing.matches(), "no unique-id listing: " + line);
            must(ids.put(Integer.valueOf(listing.group(1)), listing.group(2)) == null, "listed twice: " + line);
        }
        return ids;
    }

    private static void each(Trial trial) throws Finding, IOException {
        Wire wire = login(trial);
        must(list(wire).keySet().equals(Listings.list(wire).keySet()), "UIDL and LIST have other messages");
    }

    private static void one(Trial trial) throws Finding, IOException {
        Wire wire = login(trial);
        for (Map.Entry<Integer, String> listed : list(wire).entrySet()) {
            String expected = "+OK " + listed.getKey() + " " + listed.getValue();
            Reply reply = wire.accepted("UIDL " + listed.getKey());
            must(reply.line().equals(expected), expected + " expected: " + reply.line());
        }
    }

    /** Copies of a message may have the same unique-id, though it is better if they do not. */
    private static void unique(Trial trial, boolean twins) throws Finding, IOException {
        Map<String, Integer> seen = new HashMap<>();
        for (Map.Entry<Integer, String> listed : list(login(trial)).entrySet()) {
            Integer other = seen.put(listed.getValue(), listed.getKey());
            if (other != null) {
                boolean same = Arrays.equals(trial.mailbox().message(other).octets(),
                        trial.mailbox().message(listed.getKey()).octets());
                String found = "messages " + other + " and " + listed.getKey() + " both have " + listed.getValue();
                must(same, found);
                should(!twins, found);
            }
        }
    }

    private static void afterReset(Trial trial) throws Finding, IOException {
        Wire wire = login(trial);
        Map<Integer, String> before = list(wire);
        wire.accepted("DELE 1");
        wire.accepted("RSET");
        must(before.equals(list(wire)), "the unique-ids are others");
    }

    private static void nextSession(Trial trial, boolean quit) throws Finding, IOException {
        Wire wire = login(trial);
        Map<Integer, String> before = list(wire);
        if (quit) {
            wire.quit();
        } else {
            wire.close();
        }
        Map<Integer, String> after = list(trial.login());
        must(before.equals(after), "the unique-ids were " + before + " and are " + after);
    }

    private static void afterRemoval(Trial trial) throws Finding, IOException {
        Wire wire = login(trial);
        Map<Integer, String> before = list(wire);
        wire.accepted("DELE 1");
        wire.accepted("DELE 3");
        wire.quit();
        before.remove(1);
        before.remove(3);
        List<String> after = List.copyOf(list(trial.login()).values());
        must(List.copyOf(before.values()).equals(after), "the unique-ids were " + before + " and are " + after);
    }
}
