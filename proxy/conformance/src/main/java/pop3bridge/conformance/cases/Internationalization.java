package pop3bridge.conformance.cases;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.should;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.regex.Pattern;
import pop3bridge.conformance.mailbox.Kind;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Transcript;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** UTF8 and LANG. */
final class Internationalization {
    private static final String UTF8 = "RFC 6856 §2.1";
    private static final String USER = "RFC 6856 §2.2";
    private static final String LANG = "RFC 6856 §3.2";
    /** RFC 5646 §2.1, loosely. */
    private static final Pattern TAG = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*");
    private static final String INVALID = "\u00c3(\u00ff";

    private Internationalization() {}

    static List<Case> cases() {
        return new Group("international")
                .add("utf8-before-login", UTF8, trial -> utf8(trial).ask("UTF8"))
                .add("utf8-after-login", UTF8, Internationalization::afterLogin)
                .add("utf8-takes-no-argument", UTF8, Internationalization::argument)
                .add("utf8-leaves-ascii-messages", UTF8, Internationalization::ascii)
                .add("utf8-sends-utf8-as-it-is", UTF8, Internationalization::native8)
                .add("no-utf8-header-without-utf8", UTF8, Internationalization::surrogate)
                .add("invalid-utf8-in-user", USER, trial -> {
                    trial.needs("UTF8");
                    trial.connect().login(INVALID, "wrong");
                    must(!trial.connect().login(INVALID, "wrong").ok(), "the login is accepted");
                })
                .add("invalid-utf8-in-pass", USER, trial -> {
                    trial.needs("UTF8");
                    must(!trial.connect().login(trial.target().user(), INVALID).ok(), "the login is accepted");
                })
                .add("lang-lists-its-tags", LANG, trial -> tags(lang(trial)))
                .add("lang-of-each-listed-tag", LANG, Internationalization::each)
                .add("lang-of-a-listed-tag-before-login", LANG, Internationalization::beforeLogin)
                .add("lang-by-the-administrator", LANG, trial -> selected(lang(trial), "*"))
                .add("lang-unknown", LANG, trial -> lang(trial).refused("LANG xx-nowhere"))
                .add("lang-no-tag", LANG, trial -> lang(trial).refused("LANG !!"))
                .cases();
    }

    private static Wire utf8(Trial trial) throws Finding, IOException {
        trial.needs("UTF8");
        return trial.connect();
    }

    /** It is valid in the AUTHORIZATION state alone. */
    private static void afterLogin(Trial trial) throws Finding, IOException {
        trial.needs("UTF8");
        trial.login().refused("UTF8");
    }

    private static void argument(Trial trial) throws Finding, IOException {
        Reply reply = utf8(trial).ask("UTF8 now");
        should(!reply.ok(), "-ERR expected: " + reply.line());
    }

    /** A session in UTF-8 mode; not offered if the server refuses it, as it may. */
    private static Wire inUtf8(Trial trial) throws Finding, IOException {
        trial.needs("UTF8");
        trial.login().quit();
        Wire wire = trial.connect();
        Finding.offered(wire.ask("UTF8").ok(), "the server refuses UTF8");
        must(wire.login(trial.target().user(), trial.target().password()).ok(), "the login is refused after UTF8");
        return wire;
    }

    private static void ascii(Trial trial) throws Finding, IOException {
        compare(trial, inUtf8(trial), Kind.ORDINARY);
    }

    private static void native8(Trial trial) throws Finding, IOException {
        compare(trial, inUtf8(trial), Kind.UTF8_HEADER);
    }

    private static void compare(Trial trial, Wire wire, Kind kind) throws Finding, IOException {
        for (int number : Retrieval.numbers(trial, kind)) {
            String difference = Retrieval.difference(trial.mailbox().message(number).octets(),
                    wire.message("RETR " + number));
            must(difference.isEmpty(), "message " + number + ": " + difference);
        }
    }

    /** Without UTF-8 mode, such a message is refused, or sent in a form without UTF-8 in its header. */
    private static void surrogate(Trial trial) throws Finding, IOException {
        trial.needs("UTF8");
        Wire wire = trial.login();
        for (int number : Retrieval.numbers(trial, Kind.UTF8_HEADER)) {
            if (wire.ask("RETR " + number).ok()) {
                String text = new String(wire.body("RETR " + number), ISO_8859_1);
                String header = text.substring(0, Math.max(0, text.indexOf("\r\n\r\n")));
                must(header.chars().allMatch(c -> c < 0x80), "the header of message " + number
                        + " has octets beyond ASCII");
            }
        }
    }

    private static Wire lang(Trial trial) throws Finding, IOException {
        trial.knows("LANG");
        return trial.login();
    }

    private static List<String> tags(Wire wire) throws Finding, IOException {
        List<String> lines = wire.listing("LANG");
        for (String line : lines) {
            must(TAG.matcher(line.split(" ", 2)[0]).matches(), "no language listing: " + line);
            utf8Text(line);
        }
        return lines.stream().map(line -> line.split(" ", 2)[0]).toList();
    }

    private static void utf8Text(String line) throws Finding {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(line.getBytes(ISO_8859_1)));
        } catch (CharacterCodingException e) {
            throw Finding.failure("no UTF-8: " + Transcript.shortened(line));
        }
    }

    /** "+OK", a space, the exact tag and another space. */
    private static void selected(Wire wire, String range) throws Finding, IOException {
        Reply reply = wire.accepted("LANG " + range);
        String[] words = reply.text().split(" ", 2);
        must(words.length == 2 && TAG.matcher(words[0]).matches(), "no tag and space: " + reply.line());
        must(range.equals("*") || words[0].equalsIgnoreCase(range), range + " expected: " + reply.line());
        utf8Text(reply.line());
    }

    private static void each(Trial trial) throws Finding, IOException {
        Wire wire = lang(trial);
        for (String tag : tags(wire)) {
            selected(wire, tag);
        }
    }

    private static void beforeLogin(Trial trial) throws Finding, IOException {
        trial.knows("LANG");
        Wire wire = trial.connect();
        for (String tag : tags(wire)) {
            selected(wire, tag);
        }
    }
}
