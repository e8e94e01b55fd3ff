package pop3bridge.conformance.cases;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static pop3bridge.conformance.trial.Finding.must;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import pop3bridge.conformance.mailbox.Kind;
import pop3bridge.conformance.mailbox.KnownMessage;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** TOP. */
final class Tops {
    private static final String TOP = "RFC 1939 §7";

    private Tops() {}

    static List<Case> cases() {
        Group group = new Group("top");
        for (int lines : new int[]{0, 1, 5, 1000}) {
            group.add(lines + "-lines", TOP, trial -> everywhere(trial, lines));
        }
        for (Kind kind : List.of(Kind.DOTS, Kind.DOT_FIRST, Kind.DOT_LINE_FIRST, Kind.DOT_WITHOUT_LINE_END,
                Kind.NO_FINAL_LINE_END,
                Kind.NO_BLANK_LINE, Kind.NO_BODY, Kind.LARGE, Kind.BARE_LF, Kind.BLANK_LINES)) {
            group.add("message-with-" + Retrieval.name(kind), TOP, trial -> kind(trial, kind));
        }
        for (String all : List.of("99999999", "2147483647")) {
            group.add("whole-message-by-" + all, TOP, trial -> whole(trial, all, true));
        }
        for (String overflow : List.of("4294967296", "18446744073709551615", "18446744073709551616")) {
            group.add("no-wrap-around-at-" + overflow, TOP, trial -> whole(trial, overflow, false));
        }
        for (String bad : List.of("-1", "all", "1x")) {
            group.add("lines-" + (bad.startsWith("-") ? "negative" : bad), TOP, trial -> {
                trial.knows("TOP");
                trial.login().refused("TOP 1 " + bad);
            });
        }
        return group.add("header-is-that-of-retr", TOP, Tops::header).cases();
    }

    /** Over all messages of plain form. */
    private static void everywhere(Trial trial, int lines) throws Finding, IOException {
        trial.knows("TOP");
        List<Integer> numbers = Retrieval.numbers(trial, Kind.ORDINARY);
        Wire wire = trial.login();
        for (int number : numbers) {
            compare(trial, wire, Kind.ORDINARY, number, lines);
        }
    }

    private static void kind(Trial trial, Kind kind) throws Finding, IOException {
        trial.knows("TOP");
        List<Integer> numbers = Retrieval.numbers(trial, kind);
        Wire wire = trial.login();
        for (int number : numbers) {
            int all = trial.mailbox().message(number).bodyLines();
            for (int lines : new int[]{0, 1, Math.max(0, all - 1), all, all + 1}) {
                compare(trial, wire, kind, number, lines);
            }
        }
    }

    private static void compare(Trial trial, Wire wire, Kind kind, int number, int lines)
            throws Finding, IOException {
        KnownMessage message = trial.mailbox().message(number);
        byte[] received = wire.message("TOP " + number + " " + lines);
        // Where there is no blank line, the server may send the one that separates header and body.
        boolean blankAdded = !message.hasBlankLine()
                && Retrieval
                        .difference((message.text() + "\r\n").getBytes(ISO_8859_1),
                                received)
                        .isEmpty();
        String difference = Retrieval.difference(message.top(lines), received);
        Retrieval.demand(kind, blankAdded || difference.isEmpty(), "TOP " + number + " " + lines + ": " + difference);
    }

    /** More lines than there are: the whole message; a number that is too great for the server may also be an error. */
    private static void whole(Trial trial, String lines, boolean required) throws Finding, IOException {
        trial.knows("TOP");
        int number = Retrieval.numbers(trial, Kind.ORDINARY).get(0);
        Wire wire = trial.login();
        String command = "TOP " + number + " " + lines;
        Reply reply = wire.ask(command);
        must(reply.ok() || !required, "refused: " + reply.line());
        if (reply.ok()) {
            String difference = Retrieval.difference(trial.mailbox().message(number).octets(), wire.body(command));
            must(difference.isEmpty(), command + " is not the whole message: " + difference);
        }
    }

    private static void header(Trial trial) throws Finding, IOException {
        trial.knows("TOP");
        Wire wire = trial.login();
        for (int number : Retrieval.numbers(trial, Kind.ORDINARY)) {
            byte[] top = wire.message("TOP " + number + " 0");
            byte[] message = wire.message("RETR " + number);
            int length = Math.min(top.length, message.length);
            must(Arrays.equals(top, 0, length, message, 0, length),
                    "message " + number + ": " + Retrieval.difference(message, top));
        }
    }
}
