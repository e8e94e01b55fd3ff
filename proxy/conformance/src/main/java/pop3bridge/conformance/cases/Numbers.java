package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Wire;

/** Message-numbers that are none, in each command that takes one. */
final class Numbers {
    private static final String NUMBERS = "RFC 1939 §4, §5";
    private static final List<String> COMMANDS = List.of("LIST", "RETR", "DELE", "TOP", "UIDL");
    /** 2^32 + 1, 2^64 + 1, and more digits than any integer has. */
    private static final List<String> HUGE = List.of("4294967297", "18446744073709551617", "1".repeat(39));
    private static final List<String> NO_NUMBER = List.of("one", "1x", "1.0", "0x1");
    private static final List<String> SIGNED = List.of("-1", "-4294967295");

    private Numbers() {}

    static List<Case> cases() {
        Group group = new Group("numbers");
        for (String command : COMMANDS) {
            String name = command.toLowerCase(Locale.ROOT);
            group.add(name + "-of-zero", NUMBERS, trial -> refused(trial, command, List.of("0")))
                    .add(name + "-behind-the-last", NUMBERS,
                            trial -> refused(trial, command, List.of(String.valueOf(trial.mailbox().count() + 1),
                                    "2147483647")))
                    .add(name + "-of-a-huge-number", NUMBERS, trial -> refused(trial, command, HUGE))
                    .add(name + "-of-a-negative-number", NUMBERS, trial -> refused(trial, command, SIGNED))
                    .add(name + "-of-no-number", NUMBERS, trial -> refused(trial, command, NO_NUMBER));
        }
        return group.add("leading-zeros-are-decimal", "RFC 1939 §4", Numbers::zeros).cases();
    }

    private static void refused(Trial trial, String command, List<String> numbers) throws Finding, IOException {
        boolean top = command.equals("TOP");
        if (top || command.equals("UIDL")) {
            trial.knows(command);
        }
        Wire wire = trial.login();
        for (String number : numbers) {
            wire.refused(command + " " + number + (top ? " 1" : ""));
        }
        long count = Listings.drop(wire)[0];
        must(count == trial.mailbox().count(), "there are " + count + " messages left");
    }

    /** Either a number like another or an error, but not octal. */
    private static void zeros(Trial trial) throws Finding, IOException {
        Wire wire = trial.login();
        int number = Math.min(10, trial.mailbox().count());
        String plain = wire.accepted("LIST " + number).text();
        Reply reply = wire.ask("LIST 0" + number);
        must(!reply.ok() || reply.text().equals(plain) || reply.text().equals("0" + plain),
                "LIST 0" + number + " is not LIST " + number + ": " + reply.line());
        byte[] message = wire.message("RETR " + number);
        if (wire.ask("RETR 00" + number).ok()) {
            must(Arrays.equals(message, wire.body("RETR 00" + number)), "RETR 00" + number + " is another message");
        }
    }
}
