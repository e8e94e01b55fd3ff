package pop3bridge.store.probe;

import java.util.List;
import java.util.Optional;
import pop3bridge.store.StoreException;

/**
 * What a probe of a store has found.
 *
 * @param checks one for each capability, in their order
 * @param raceRounds how many rounds the races had; a race that shows nothing in them may show something in more
 */
public record ProbeReport(List<Check> checks, int raceRounds) {
    /**
     * A capability to the store and its answer.
     *
     * @param detail what was found, for people; may be empty
     * @param mayPass whether the store failed to answer, so that another try may find more
     */
    public record Check(Capability capability, Verdict verdict, String detail, boolean mayPass) {
        public Check(Capability capability, Verdict verdict, String detail) {
            this(capability, verdict, detail, false);
        }

        /** What a request says that failed in the way of a check. */
        static Check failed(Capability capability, StoreException e) {
            return new Check(capability, Verdict.of(e.reason()), String.valueOf(e.getMessage()),
                    e.reason().temporary());
        }
    }

    /** An answer. A refusal for lack of rights, an error or no answer is no "no". */
    public enum Verdict {
        YES,
        NO,
        UNKNOWN;

        private static Verdict of(StoreException.Reason reason) {
            return switch (reason) {
                case NOT_FOUND, PRECONDITION_FAILED, NOT_IMPLEMENTED, REJECTED -> NO;
                case NO_BUCKET, CONFLICT, DENIED, CREDENTIALS, CLOCK, REGION, KEY, ARCHIVED, THROTTLED, UNAVAILABLE ->
                    UNKNOWN;
            };
        }
    }

    /** The first check for lack of which the store cannot be used. */
    public Optional<Check> failure() {
        return checks.stream().filter(check -> check.capability().needed() && check.verdict() != Verdict.YES)
                .findFirst();
    }

    /** How locks can be kept in the store; only where there is no {@link #failure}. */
    public StoreMode mode() {
        return new StoreMode(yes(Capability.DELETE) && yes(Capability.DELETE_REFUSED) && yes(Capability.RACE_DELETE),
                yes(Capability.BATCH_ETAG), yes(Capability.CLOCK) && yes(Capability.LAST_MODIFIED));
    }

    /** {@code full}, {@code free-overwrite} or {@code refuse}. */
    public String modeName() {
        if (failure().isPresent()) {
            return "refuse";
        }
        return mode().conditionalDelete() ? "full" : "free-overwrite";
    }

    private boolean yes(Capability capability) {
        return checks.stream().anyMatch(check -> check.capability() == capability && check.verdict() == Verdict.YES);
    }
}
