package pop3bridge.conformance.cases;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.offered;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import pop3bridge.conformance.mailbox.Kind;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Transcript;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** RETR of every kind of message. */
final class Retrieval {
    private static final String TRANSACTION = "RFC 1939 §5";

    private Retrieval() {}

    static List<Case> cases() {
        Group group = new Group("retrieval");
        for (Kind kind : Kind.values()) {
            group.add("message-with-" + name(kind), "RFC 1939 §3, §11", trial -> retrieve(trial, kind));
        }
        return group.add("the-same-again", TRANSACTION, Retrieval::again)
                .add("in-any-order", TRANSACTION, Retrieval::backwards)
                .add("leaves-the-message", TRANSACTION, Retrieval::leaves)
                .cases();
    }

    static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The messages of a kind; not offered if the mailbox has none. */
    static List<Integer> numbers(Trial trial, Kind kind) throws Finding {
        List<Integer> numbers = trial.mailbox().numbers(kind);
        offered(!numbers.isEmpty(), "no message of the mailbox has " + kind.description());
        return numbers;
    }

    /** A MUST for messages in the format that RFC 1939 §11 assumes. */
    static void demand(Kind kind, boolean holds, String otherwise) throws Finding {
        if (kind.conforming()) {
            must(holds, otherwise);
        } else {
            should(holds, otherwise);
        }
    }

    /** How two messages differ; empty if they do not. */
    static String difference(byte[] expected, byte[] received) {
        int at = Arrays.mismatch(expected, received);
        return at < 0
                ? ""
                : "octet " + at + " differs: expected " + around(expected, at) + " of " + expected.length
                        + " octets, received " + around(received, at) + " of " + received.length;
    }

    private static String around(byte[] octets, int at) {
        int from = Math.max(0, at - 10);
        int to = Math.min(octets.length, at + 20);
        return '"'
                + Transcript
                        .shortened(new String(octets, from, to - from, ISO_8859_1))
                + '"';
    }

    private static void retrieve(Trial trial, Kind kind) throws Finding, IOException {
        List<Integer> numbers = numbers(trial, kind);
        Wire wire = trial.login();
        for (int number : numbers) {
            byte[] received = wire.message("RETR " + number);
            must(wire.ask("NOOP").ok(), "the session is out of step behind message " + number);
            String difference = difference(trial.mailbox().message(number).octets(), received);
            demand(kind, difference.isEmpty(),
                    "message " + number + " (" + trial.mailbox().message(number).file() + "): " + difference);
        }
    }

    private static void again(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        byte[] first = wire.message("RETR 1");
        byte[] second = wire.message("RETR 1");
        must(Arrays.equals(first, second), difference(first, second));
        wire.quit();
        byte[] third = trial.login().message("RETR 1");
        must(Arrays.equals(first, third), "in the next session, " + difference(first, third));
    }

    private static void backwards(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        List<Integer> numbers = numbers(trial, Kind.ORDINARY);
        for (int i = numbers.size() - 1; i >= 0; i--) {
            String difference = difference(trial.mailbox().message(numbers.get(i)).octets(),
                    wire.message("RETR " + numbers.get(i)));
            must(difference.isEmpty(), "message " + numbers.get(i) + ": " + difference);
        }
    }

    /** A message goes by DELE alone, unless a policy that EXPIRE 0 announces says otherwise. */
    private static void leaves(Trial trial) throws Finding, IOException {
        boolean policy = trial.facts().before().map(c -> c.arguments("EXPIRE").contains("0")).orElse(false);
        offered(!policy, "the server announces EXPIRE 0");
        Wire wire = trial.login();
        wire.message("RETR 1");
        wire.quit();
        long count = Listings.drop(trial.login())[0];
        must(count == trial.mailbox().count(), "after RETR and QUIT there are " + count + " messages");
    }
}
