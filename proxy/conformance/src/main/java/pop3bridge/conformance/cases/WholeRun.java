package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;

import java.util.List;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Journal;
import pop3bridge.conformance.trial.Trial;

/** What holds for every reply that the cases before have met: this group comes last. */
final class WholeRun {
    private static final String RESPONSES = "RFC 1939 §3";

    private WholeRun() {}

    static List<Case> cases() {
        return new Group("replies")
                .add("status-indicators-in-upper-case", RESPONSES, trial -> none(trial, Journal.Fault.STATUS))
                .add("lines-end-in-crlf", RESPONSES, trial -> none(trial, Journal.Fault.LINE_END))
                .add("at-most-512-octets", RESPONSES, trial -> none(trial, Journal.Fault.LENGTH))
                .add("no-control-characters", "RFC 2449 §3", trial -> none(trial, Journal.Fault.CHARACTERS))
                .add("response-codes-have-their-syntax", "RFC 2449 §3", trial -> {
                    trial.needs("RESP-CODES");
                    none(trial, Journal.Fault.CODE);
                })
                .add("dots-are-stuffed", RESPONSES, trial -> none(trial, Journal.Fault.STUFFING))
                .cases();
    }

    private static void none(Trial trial, Journal.Fault fault) throws Finding {
        List<String> faults = trial.journal().faults(fault);
        must(faults.isEmpty(), "among " + trial.journal().replies() + " replies: " + String.join("; ", faults));
    }
}
