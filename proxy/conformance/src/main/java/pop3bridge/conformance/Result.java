package pop3bridge.conformance;

import java.time.Duration;
import java.util.List;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Verdict;

/**
 * What a case has come to.
 *
 * @param reason why it is not a pass; empty if it is
 * @param exchange the last lines that went over the wire; empty unless something was found
 */
record Result(Case tested, Verdict verdict, String reason, List<String> exchange, Duration duration) {}
