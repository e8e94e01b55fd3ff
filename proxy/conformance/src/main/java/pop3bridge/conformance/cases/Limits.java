package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Target;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/**
 * Input that no client should send. The server may answer or close; what counts is that it neither lets anybody in nor stops
 * serving others.
 */
final class Limits {
    private static final String ROBUST = "RFC 1939 §3";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int KILO = 1024;
    private static final int BAD_COMMANDS = 200;
    private static final int CONNECTIONS = 20;

    private Limits() {}

    private interface Nonsense {
        void send(Wire wire) throws IOException;
    }

    static List<Case> cases() {
        return new Group("limits")
                .add("line-of-a-kilobyte", ROBUST, trial -> longLine(trial, KILO))
                .add("line-of-64-kilobytes", ROBUST, trial -> longLine(trial, 64 * KILO))
                .add("line-of-a-megabyte", ROBUST, trial -> longLine(trial, KILO * KILO))
                .add("megabyte-without-line-end", ROBUST,
                        trial -> survives(trial, wire -> wire.send("x".repeat(KILO * KILO))))
                .add("long-line-holds-no-command", ROBUST, Limits::hidden)
                .add("many-bad-commands", ROBUST,
                        trial -> survives(trial, wire -> wire.commands(Collections.nCopies(BAD_COMMANDS, "XYZZ"))))
                .add("many-bad-commands-after-login", ROBUST, Limits::badAfterLogin)
                .add("many-nuls", ROBUST, trial -> survives(trial, wire -> wire.send("\0".repeat(8 * KILO) + "\r\n")))
                .add("many-empty-lines", ROBUST, trial -> survives(trial, wire -> wire.send("\r\n".repeat(KILO))))
                .add("random-octets", ROBUST, trial -> survives(trial, wire -> wire.send(random())))
                .add("tls-on-a-plain-port", ROBUST, Limits::clientHello)
                .add("many-connections-one-by-one", ROBUST, Limits::connections)
                .add("format-strings", ROBUST,
                        trial -> survives(trial, wire -> wire.commands("USER %s%n%s%n%x", "PASS %n")))
                .cases();
    }

    /** Sends it before login; afterwards somebody else can log in. */
    private static void survives(Trial trial, Nonsense nonsense) throws Finding, IOException {
        Wire wire = trial.connect();
        send(wire, nonsense);
        wire.drain(PATIENCE);
        wire.close();
        othersAreServed(trial);
    }

    private static void othersAreServed(Trial trial) throws Finding, IOException {
        Wire other = trial.login();
        other.accepted("STAT");
        other.quit();
    }

    /** A server may close amid what it does not want to read. */
    private static void send(Wire wire, Nonsense nonsense) {
        try {
            nonsense.send(wire);
        } catch (IOException e) {
            wire.lost(e);
        }
    }

    private static void longLine(Trial trial, int length) throws Finding, IOException {
        survives(trial, wire -> wire.send("USER " + "a".repeat(length) + "\r\n"));
        survives(trial, wire -> wire.send("a".repeat(length) + "\r\n"));
    }

    /** What stands at some place of a line that is too long must not be taken for a command. */
    private static void hidden(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        send(wire, w -> w.send("x".repeat(64 * KILO) + "DELE 1".repeat(2 * KILO) + "\r\nQUIT\r\n"));
        wire.drain(PATIENCE);
        wire.close();
        long count = Listings.drop(trial.login())[0];
        must(count == trial.mailbox().count(), "there are " + count + " messages left");
    }

    private static void badAfterLogin(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        send(wire, w -> w.commands(Collections.nCopies(BAD_COMMANDS, "RETR x")));
        wire.drain(PATIENCE);
        wire.close();
        othersAreServed(trial);
    }

    private static String random() {
        StringBuilder octets = new StringBuilder();
        new Random(1939).ints(64 * KILO, 0, 256).forEach(octet -> octets.append((char) octet));
        return octets.toString();
    }

    private static void clientHello(Trial trial) throws Finding, IOException {
        Finding.offered(trial.target().tls() != Target.Tls.IMPLICIT, "the suite is run in TLS");
        Wire wire = trial.plain();
        send(wire, w -> w.send("\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003" + "r".repeat(154)));
        wire.drain(PATIENCE);
        wire.close();
        othersAreServed(trial);
    }

    private static void connections(Trial trial) throws Finding, IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            trial.unread().close();
        }
        othersAreServed(trial);
    }
}
