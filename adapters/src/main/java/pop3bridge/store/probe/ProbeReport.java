package pop3bridge.store.probe;

import java.util.List;
import java.util.Optional;
import pop3bridge.store.StoreException;

/**
 * The result of a probe.
 *
 * @param checks one for each capability, in their order
 * @param raceRounds the number of rounds of the races; more rounds may find violations that these did not
 */
public record ProbeReport(List<Check> checks, int raceRounds) {
    /**
     * The result of testing one capability.
     *
     * @param detail the finding in words; may be empty
     * @param mayPass whether the test failed for a temporary reason, so that another attempt may succeed
     */
    public record Check(Capability capability, Verdict verdict, String detail, boolean mayPass) {
        public Check(Capability capability, Verdict verdict, String detail) {
            this(capability, verdict, detail, false);
        }

        /** Returns the result of a check whose request failed. */
        static Check failed(Capability capability, StoreException e) {
            return new Check(capability, Verdict.of(e.reason()), String.valueOf(e.getMessage()),
                    e.reason().temporary());
        }
    }

    /** A verdict. Missing permissions, a server error or no response give {@code UNKNOWN}, not {@code NO}. */
    public enum Verdict {
        YES,
        NO,
        UNKNOWN;

        private static Verdict of(StoreException.Reason reason) {
            return switch (reason) {
                case NOT_FOUND, PRECONDITION_FAILED, NOT_IMPLEMENTED, REJECTED -> NO;
                case NO_BUCKET, CONFLICT, DENIED, CREDENTIALS, CLOCK, REGION, KEY, CUSTOMER_KEY, ARCHIVED, THROTTLED,
                        UNAVAILABLE ->
                    UNKNOWN;
            };
        }
    }

    /** Returns the first required check that the store does not pass. */
    public Optional<Check> failure() {
        return checks.stream().filter(check -> check.capability().needed() && check.verdict() != Verdict.YES)
                .findFirst();
    }

    /** Returns the first required check that shows that the store cannot hold locks. */
    public Optional<Check> violation() {
        return checks.stream().filter(check -> check.capability().needed() && check.verdict() == Verdict.NO)
                .findFirst();
    }

    /** Returns how the store can hold locks. Valid only without a {@link #failure}. */
    public StoreMode mode() {
        return new StoreMode(yes(Capability.DELETE) && yes(Capability.DELETE_REFUSED) && yes(Capability.RACE_DELETE),
                yes(Capability.BATCH_ETAG), yes(Capability.CLOCK) && yes(Capability.LAST_MODIFIED));
    }

    /** Returns {@code full}, {@code free-overwrite} or {@code refuse}. */
    public String modeName() {
        if (failure().isPresent()) {
            return "refuse";
        }
        return mode().conditionalDelete() ? "full" : "free-overwrite";
    }

    /** Returns whether the store lacks a capability that it has by the other report. */
    public boolean isWorseThan(ProbeReport other) {
        return checks.stream().anyMatch(check -> check.verdict() == Verdict.NO && other.yes(check.capability()));
    }

    private boolean yes(Capability capability) {
        return checks.stream().anyMatch(check -> check.capability() == capability && check.verdict() == Verdict.YES);
    }
}
