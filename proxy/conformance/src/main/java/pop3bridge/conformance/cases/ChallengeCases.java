package pop3bridge.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static pop3bridge.conformance.trial.Finding.must;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** The SASL mechanisms that do not send the password: CRAM-MD5 and SCRAM. */
final class ChallengeCases {
    private static final String CRAM = "RFC 2195 §2";
    private static final String SCRAM = "RFC 5802 §3";

    private ChallengeCases() {}

    static List<Case> cases() {
        Group group = new Group("challenges")
                .add("cram-md5", CRAM, trial -> cram(trial, trial.target().user(), trial.target().password(), true))
                .add("cram-md5-with-a-wrong-password", CRAM,
                        trial -> cram(trial, trial.target().user(), "wrong", false))
                .add("cram-md5-of-an-unknown-user", CRAM, trial -> cram(trial, "nobody", "wrong", false))
                .add("cram-md5-challenge-is-a-msg-id", CRAM, ChallengeCases::msgId)
                .add("cram-md5-challenge-is-new-each-time", CRAM, ChallengeCases::fresh)
                .add("cram-md5-takes-no-initial-response", "RFC 5034 §4", ChallengeCases::initial);
        for (String hash : List.of("SHA-1", "SHA-256")) {
            String name = "scram-" + hash.toLowerCase(Locale.ROOT);
            group.add(name, SCRAM, trial -> scram(trial, hash, trial.target().user(), trial.target().password(), true))
                    .add(name + "-in-a-line-of-its-own", SCRAM, trial -> ownLine(trial, hash))
                    .add(name + "-with-a-wrong-password", SCRAM,
                            trial -> scram(trial, hash, trial.target().user(), "wrong", false))
                    .add(name + "-of-an-unknown-user", SCRAM, trial -> unknown(trial, hash))
                    .add(name + "-that-demands-channel-binding", "RFC 5802 §6", trial -> binding(trial, hash));
        }
        return group.cases();
    }

    private static void cram(Trial trial, String user, String password, boolean right) throws Finding, IOException {
        Wire wire = SaslCases.connect(trial, "CRAM-MD5");
        String response = Sasl.cramMd5(user, password, SaslCases.challenged(wire, "CRAM-MD5", false));
        if (right) {
            wire.accepted(response);
            wire.accepted("STAT");
        } else {
            wire.refused(response);
        }
    }

    private static void msgId(Trial trial) throws Finding, IOException {
        String challenge = new String(
                SaslCases.challenged(SaslCases.connect(trial, "CRAM-MD5"), "CRAM-MD5", false), UTF_8);
        must(challenge.matches("<[!-;=?-~&&[^@]]+@[!-;=?-~&&[^@]]+>"), "no msg-id: " + challenge);
    }

    private static void fresh(Trial trial) throws Finding, IOException {
        byte[] first = SaslCases.challenged(SaslCases.connect(trial, "CRAM-MD5"), "CRAM-MD5", false);
        byte[] second = SaslCases.challenged(trial.connect(), "CRAM-MD5", false);
        must(!Arrays.equals(first, second), "the same challenge twice");
    }

    private static void initial(Trial trial) throws Finding, IOException {
        Wire wire = SaslCases.connect(trial, "CRAM-MD5");
        wire.send("AUTH CRAM-MD5 " + Sasl.base64("early") + "\r\n");
        String line = wire.rawLine("AUTH");
        must(line.startsWith("-ERR"), "-ERR expected: " + line.strip());
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }

    private static String text(byte[] challenge) {
        return new String(challenge, UTF_8);
    }

    private static void scram(Trial trial, String hash, String user, String password, boolean right)
            throws Finding, IOException {
        String mechanism = "SCRAM-" + hash;
        Wire wire = SaslCases.connect(trial, mechanism);
        Scram scram = new Scram(hash, user, password, nonce());
        byte[] first = SaslCases.challenged(wire, mechanism + " " + Sasl.base64(scram.clientFirst()), false);
        String response = Sasl.base64(scram.clientFinal(text(first)));
        if (right) {
            finish(wire, scram, response);
        } else {
            refusedAtTheEnd(wire, response);
        }
    }

    private static void ownLine(Trial trial, String hash) throws Finding, IOException {
        String mechanism = "SCRAM-" + hash;
        Wire wire = SaslCases.connect(trial, mechanism);
        Scram scram = new Scram(hash, trial.target().user(), trial.target().password(), nonce());
        SaslCases.challenged(wire, mechanism, true);
        wire.send(Sasl.base64(scram.clientFirst()) + "\r\n");
        finish(wire, scram, Sasl.base64(scram.clientFinal(text(SaslCases.challenge(wire, false)))));
    }

    private static void finish(Wire wire, Scram scram, String response) throws Finding, IOException {
        wire.send(response + "\r\n");
        scram.serverFinal(text(SaslCases.challenge(wire, false)));
        wire.accepted("");
        wire.accepted("STAT");
    }

    /** The server may tell its error in a last challenge (e=…), which the client answers with nothing. */
    private static void refusedAtTheEnd(Wire wire, String response) throws Finding, IOException {
        wire.send(response + "\r\n");
        String line = wire.rawLine("AUTH");
        must(!line.startsWith("+OK"), "the login is accepted");
        if (line.startsWith("+ ")) {
            must(!text(Base64.getDecoder().decode(line.substring(2).strip())).startsWith("v="),
                    "the server accepts a wrong proof");
            wire.refused("");
        }
    }

    /** Refused at once, or at the end of an exchange with a made-up salt. */
    private static void unknown(Trial trial, String hash) throws Finding, IOException {
        String mechanism = "SCRAM-" + hash;
        Wire wire = SaslCases.connect(trial, mechanism);
        Scram scram = new Scram(hash, "nobody-of-this-name", "wrong", nonce());
        wire.send("AUTH " + mechanism + " " + Sasl.base64(scram.clientFirst()) + "\r\n");
        String line = wire.rawLine("AUTH");
        must(!line.startsWith("+OK"), "the login is accepted");
        if (line.startsWith("+ ")) {
            String first = text(Base64.getDecoder().decode(line.substring(2).strip()));
            refusedAtTheEnd(wire, Sasl.base64(scram.clientFinal(first)));
        }
    }

    /** The mechanism without -PLUS must not be used with channel binding. */
    private static void binding(Trial trial, String hash) throws Finding, IOException {
        String mechanism = "SCRAM-" + hash;
        Wire wire = SaslCases.connect(trial, mechanism);
        String first = "p=tls-unique,,n=" + trial.target().user() + ",r=" + nonce();
        wire.send("AUTH " + mechanism + " " + Sasl.base64(first) + "\r\n");
        String line = wire.rawLine("AUTH");
        must(!line.startsWith("+OK"), "the login is accepted");
        if (line.startsWith("+ ")) {
            must(text(Base64.getDecoder().decode(line.substring(2).strip())).startsWith("e="),
                    "the exchange goes on: " + line.strip());
        }
    }
}
