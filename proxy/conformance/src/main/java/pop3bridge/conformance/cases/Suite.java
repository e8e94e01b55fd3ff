package pop3bridge.conformance.cases;

import java.util.List;
import java.util.stream.Stream;
import pop3bridge.conformance.trial.Case;

/** All cases, in the order in which they are run. */
public final class Suite {
    private Suite() {}

    /** All of them. */
    public static List<Case> cases() {
        return Stream.of(Greetings.cases(), Commands.cases(), States.cases(), Logins.cases(), Listings.cases(),
                Numbers.cases(), Retrieval.cases(), Tops.cases(), UniqueIds.cases(), Deletion.cases(), Update.cases(),
                Locking.cases(), CapabilityCases.cases(), ResponseCodes.cases(), Pipelines.cases(), Apop.cases(),
                SaslCases.cases(), ChallengeCases.cases(), StlsCases.cases(), Internationalization.cases(),
                History.cases(), Limits.cases(), WholeRun.cases()).flatMap(List::stream).toList();
    }
}
