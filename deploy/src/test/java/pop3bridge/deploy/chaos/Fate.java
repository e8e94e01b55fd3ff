package pop3bridge.deploy.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The known history of one message. Guarded by the ledger. */
final class Fate {
    final Letter letter;
    /** When the store had taken it. */
    long delivered = Visit.NEVER;
    boolean read;
    final List<Visit> shownTo = new ArrayList<>();
    /** Sessions that marked it and sent QUIT. */
    final List<Visit> askedBy = new ArrayList<>();
    Optional<Visit> acknowledgedTo = Optional.empty();
    /** The end of the first login that was not shown it although it had been delivered. */
    long missed = Visit.NEVER;

    Fate(Letter letter) {
        this.letter = letter;
    }

    /** Whether some session can have removed it before this time. */
    boolean removable(long time) {
        return askedBy.stream().anyMatch(visit -> visit.asked < time && visit.outcome != Visit.Outcome.LOST);
    }
}
