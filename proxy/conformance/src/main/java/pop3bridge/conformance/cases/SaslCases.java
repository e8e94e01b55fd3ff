package pop3bridge.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Transcript;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** AUTH. */
final class SaslCases {
    private static final String AUTH = "RFC 5034 §4";
    private static final int LONG = 255;

    private SaslCases() {}

    static List<Case> cases() {
        Group group = new Group("sasl")
                .add("bare-auth-lists-what-capa-lists", "RFC 1734 §2", SaslCases::bare)
                .add("unknown-mechanism", AUTH, trial -> connect(trial, "").refused("AUTH X-UNKNOWN"))
                .add("plain-in-one-line", AUTH, trial -> plain(trial).accepted("AUTH PLAIN " + right(trial)))
                .add("plain-in-two-lines", AUTH, trial -> twoLines(trial, right(trial)))
                .add("plain-in-lower-case", "RFC 5034 §5",
                        trial -> plain(trial).accepted("auth plain " + right(trial)))
                .add("plain-for-oneself", "RFC 4616 §2", trial -> plain(trial).accepted("AUTH PLAIN "
                        + Sasl.plain(trial.target().user(), trial.target().user(), trial.target().password())))
                .add("plain-for-somebody-else", "RFC 4616 §2", trial -> plain(trial).refused("AUTH PLAIN "
                        + Sasl.plain("somebody-else", trial.target().user(), trial.target().password())))
                .add("plain-with-a-wrong-password", AUTH, trial -> plain(trial).refused("AUTH PLAIN "
                        + Sasl.plain("", trial.target().user(), "wrong")))
                .add("plain-without-nul", "RFC 4616 §2",
                        trial -> plain(trial).refused("AUTH PLAIN " + Sasl.base64("no NUL in here")))
                .add("plain-with-a-nul-too-many", "RFC 4616 §2",
                        trial -> plain(trial).refused("AUTH PLAIN " + Sasl.plain("", trial.target().user(),
                                trial.target().password() + "\0x")))
                .add("empty-initial-response", AUTH, SaslCases::empty)
                .add("empty-challenge-has-nothing-in-it", AUTH, trial -> challenged(plain(trial), "PLAIN", true))
                .add("cancelled", AUTH, SaslCases::cancelled);
        for (String bad : List.of("!!!!", "=AAA", "AAA=BBB=", "AAAAA", "A")) {
            group.add("bad-base64-" + bad.replace("!", "x").replace("=", "-pad-").toLowerCase(Locale.ROOT), AUTH,
                    trial -> twoLinesRefused(trial, bad));
        }
        return group.add("base64-with-other-octets-in-it", AUTH,
                trial -> twoLinesRefused(trial, right(trial).substring(0, 4) + "!" + right(trial).substring(4)))
                .add("right-after-wrong", AUTH, SaslCases::again)
                .add("long-response", AUTH, SaslCases::longResponse)
                .add("auth-after-login", AUTH, SaslCases::second)
                .add("stat-amid-auth", AUTH, SaslCases::amid)
                .add("login", "no RFC: LOGIN", SaslCases::login)
                .add("login-with-a-wrong-password", "no RFC: LOGIN", SaslCases::loginWrong)
                .cases();
    }

    static Wire connect(Trial trial, String mechanism) throws Finding, IOException {
        if (mechanism.isEmpty()) {
            trial.needs("SASL");
        } else {
            trial.needsMechanism(mechanism);
        }
        trial.login().quit();
        return trial.connect();
    }

    private static Wire plain(Trial trial) throws Finding, IOException {
        return connect(trial, "PLAIN");
    }

    private static String right(Trial trial) {
        return Sasl.plain("", trial.target().user(), trial.target().password());
    }

    /** Sends AUTH and reads the first challenge. */
    static byte[] challenged(Wire wire, String mechanism, boolean empty) throws Finding, IOException {
        wire.send("AUTH " + mechanism + "\r\n");
        return challenge(wire, empty);
    }

    /** Reads a challenge: "+", a space, Base64 and nothing else. */
    static byte[] challenge(Wire wire, boolean empty) throws Finding, IOException {
        String line = wire.rawLine("AUTH");
        must(line.startsWith("+ ") && line.endsWith("\r\n"), "no challenge: " + Transcript.shortened(line));
        String text = line.substring(2, line.length() - 2);
        must(!empty || text.isEmpty(), "an empty challenge expected: " + line.strip());
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Finding.failure("a challenge that is not Base64: " + line.strip());
        }
    }

    /** No RFC has it, but some clients ask so. */
    private static void bare(Trial trial) throws Finding, IOException {
        Wire wire = connect(trial, "");
        if (wire.ask("AUTH").ok()) {
            List<String> listed = wire.lines("AUTH").stream().map(s -> s.toUpperCase(Locale.ROOT)).sorted().toList();
            List<String> announced = trial.before().arguments("SASL").stream().map(s -> s.toUpperCase(Locale.ROOT))
                    .sorted().toList();
            should(listed.equals(announced), "AUTH lists " + listed + ", CAPA " + announced);
        }
    }

    private static void twoLines(Trial trial, String response) throws Finding, IOException {
        Wire wire = plain(trial);
        challenged(wire, "PLAIN", true);
        wire.accepted(response);
        wire.accepted("STAT");
    }

    private static void twoLinesRefused(Trial trial, String response) throws Finding, IOException {
        Wire wire = plain(trial);
        challenged(wire, "PLAIN", true);
        wire.refused(response);
    }

    /** PLAIN has no empty message. */
    private static void empty(Trial trial) throws Finding, IOException {
        plain(trial).refused("AUTH PLAIN =");
    }

    private static void cancelled(Trial trial) throws Finding, IOException {
        Wire wire = plain(trial);
        challenged(wire, "PLAIN", true);
        wire.refused("*");
        letIn(trial, wire);
    }

    private static void again(Trial trial) throws Finding, IOException {
        Wire wire = plain(trial);
        wire.refused("AUTH PLAIN " + Sasl.plain("", trial.target().user(), "wrong"));
        letIn(trial, wire);
    }

    private static void letIn(Trial trial, Wire wire) throws Finding, IOException {
        must(wire.askAfterRefusal("AUTH PLAIN " + right(trial)).map(Reply::ok).orElse(true),
                "the right password is refused behind it");
    }

    /** Continuation lines have no bound but that of the mechanism. */
    private static void longResponse(Trial trial) throws Finding, IOException {
        Wire wire = plain(trial);
        challenged(wire, "PLAIN", true);
        wire.refused(Sasl.plain("z".repeat(LONG), "u".repeat(LONG), "p".repeat(LONG)));
        letIn(trial, wire);
    }

    private static void second(Trial trial) throws Finding, IOException {
        Wire wire = plain(trial);
        wire.accepted("AUTH PLAIN " + right(trial));
        wire.refused("AUTH PLAIN " + right(trial));
        must(wire.ask("STAT").ok(), "STAT is refused behind it");
    }

    /** What follows a challenge is a response, never a command. */
    private static void amid(Trial trial) throws Finding, IOException {
        Wire wire = plain(trial);
        challenged(wire, "PLAIN", true);
        wire.refused("STAT");
    }

    private static Wire loginAs(Trial trial, Wire wire) throws Finding, IOException {
        challenged(wire, "LOGIN", false);
        wire.send(Sasl.base64(trial.target().user()) + "\r\n");
        byte[] prompt = challenge(wire, false);
        should(new String(prompt, UTF_8).startsWith("Password"), "some clients wait for the prompt Password:");
        return wire;
    }

    private static void login(Trial trial) throws Finding, IOException {
        Wire wire = loginAs(trial, connect(trial, "LOGIN"));
        wire.accepted(Sasl.base64(trial.target().password()));
        wire.accepted("STAT");
    }

    private static void loginWrong(Trial trial) throws Finding, IOException {
        loginAs(trial, connect(trial, "LOGIN")).refused(Sasl.base64("wrong"));
    }
}
