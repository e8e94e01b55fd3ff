package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.conformance.mailbox.Kind;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** STAT, LIST and NOOP, and the sizes that they tell. */
final class Listings {
    private static final String TRANSACTION = "RFC 1939 §5";
    private static final Pattern DROP_LISTING = Pattern.compile("\\+OK (\\d+) (\\d+)(.*)");
    private static final Pattern SCAN_LISTING = Pattern.compile("(\\d+) (\\d+)(.*)");

    private Listings() {}

    static List<Case> cases() {
        Group group = new Group("listings")
                .add("stat-has-its-format", TRANSACTION, trial -> drop(trial.login()))
                .add("stat-tells-no-more", TRANSACTION, Listings::statBare)
                .add("stat-counts-the-messages", TRANSACTION, Listings::count)
                .add("stat-is-the-sum-of-list", TRANSACTION, Listings::sum)
                .add("list-has-its-format", TRANSACTION, trial -> list(trial.login()))
                .add("list-tells-no-more", TRANSACTION, Listings::listBare)
                .add("list-has-each-message-once", TRANSACTION, Listings::each)
                .add("list-of-one-is-as-in-list", TRANSACTION, Listings::one)
                .add("noop", TRANSACTION, trial -> trial.login().accepted("NOOP"))
                .add("noop-changes-nothing", TRANSACTION, Listings::noop)
                .add("same-in-the-next-session", TRANSACTION, Listings::again);
        for (Kind kind : Kind.values()) {
            group.add("size-is-what-retr-sends-" + Retrieval.name(kind), "RFC 1939 §5, §11",
                    trial -> sizes(trial, kind));
        }
        return group.cases();
    }

    /** The drop listing: the number of messages and their octets. */
    static long[] drop(Wire wire) throws Finding, IOException {
        Reply reply = wire.accepted("STAT");
        Matcher drop = DROP_LISTING.matcher(reply.line());
        must(drop.matches(), "no drop listing: " + reply.line());
        must(drop.group(3).isEmpty() || drop.group(3).startsWith(" "), "no drop listing: " + reply.line());
        return new long[]{Long.parseLong(drop.group(1)), Long.parseLong(drop.group(2))};
    }

    /** The sizes in LIST by message-number. */
    static Map<Integer, Long> list(Wire wire) throws Finding, IOException {
        Map<Integer, Long> sizes = new TreeMap<>();
        for (String line : wire.listing("LIST")) {
            Matcher scan = SCAN_LISTING.matcher(line);
            must(scan.matches(), "no scan listing: " + line);
            must(scan.group(3).isEmpty() || scan.group(3).startsWith(" "), "no scan listing: " + line);
            Long before = sizes.put(Integer.valueOf(scan.group(1)), Long.valueOf(scan.group(2)));
            must(before == null, "listed twice: " + line);
        }
        return sizes;
    }

    private static void statBare(Trial trial) throws Finding, IOException {
        Reply reply = trial.login().accepted("STAT");
        should(reply.text().matches("\\d+ \\d+"), "more than two numbers: " + reply.line());
    }

    private static void listBare(Trial trial) throws Finding, IOException {
        for (String line : trial.login().listing("LIST")) {
            should(line.matches("\\d+ \\d+"), "more than two numbers: " + line);
        }
    }

    private static void count(Trial trial) throws Finding, IOException {
        long count = drop(trial.login())[0];
        must(count == trial.mailbox().count(), count + " messages, and not " + trial.mailbox().count());
    }

    private static void sum(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        long octets = drop(wire)[1];
        long sum = list(wire).values().stream().mapToLong(Long::longValue).sum();
        must(octets == sum, "STAT tells " + octets + " octets, the sizes in LIST make " + sum);
    }

    private static void each(Trial trial) throws Finding, IOException {
        List<Integer> numbers = new ArrayList<>(list(trial.login()).keySet());
        List<Integer> expected = new ArrayList<>();
        for (int n = 1; n <= trial.mailbox().count(); n++) {
            expected.add(n);
        }
        must(numbers.equals(expected), "listed are " + numbers);
    }

    private static void one(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        for (Map.Entry<Integer, Long> listed : list(wire).entrySet()) {
            String expected = listed.getKey() + " " + listed.getValue();
            String text = wire.accepted("LIST " + listed.getKey()).text();
            must(text.equals(expected) || text.startsWith(expected + " "), expected + " expected: " + text);
        }
    }

    private static void noop(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        Reply before = wire.accepted("STAT");
        wire.accepted("NOOP");
        Reply after = wire.accepted("STAT");
        must(before.equals(after), "STAT differs: " + before.line() + ", then " + after.line());
    }

    private static void again(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        Map<Integer, Long> first = list(wire);
        wire.quit();
        Map<Integer, Long> second = list(trial.login());
        must(first.equals(second), "LIST differs: " + first + ", then " + second);
    }

    private static void sizes(Trial trial, Kind kind) throws Finding, IOException {
        List<Integer> numbers = Retrieval.numbers(trial, kind);
        Wire wire = trial.login();
        Map<Integer, Long> sizes = list(wire);
        for (int number : numbers) {
            long sent = wire.message("RETR " + number).length;
            Retrieval.demand(kind, Long.valueOf(sent).equals(sizes.get(number)),
                    "message " + number + " has " + sizes.get(number) + " octets in LIST, RETR sends " + sent);
        }
    }
}
