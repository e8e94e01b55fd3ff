package pop3bridge.store.lock;

import java.util.List;
import java.util.Optional;

/**
 * What a probe of a store has found.
 *
 * @param checks in the order in which they were made
 * @param raceRounds how many rounds the races had; a race that shows nothing in them may show something in more
 */
public record ProbeReport(List<Check> checks, int raceRounds) {
    /** A question to the store and its answer. */
    public record Check(Question question, Verdict verdict, String detail) {}

    /** An answer. A refusal for lack of rights, an error or no answer is no "no". */
    public enum Verdict {
        YES,
        NO,
        UNKNOWN
    }

    /** What a store is asked, and why it matters. */
    public enum Question {
        /** PUT with If-None-Match on an absent key. */
        CREATE("creates an object where none is", true, "no lock can be taken"),
        CREATE_REFUSED(
                "refuses to create an object that is there (If-None-Match: *)", true,
                "two sessions would have one maildrop at once"),
        SWAP(
                "replaces an object on its ETag as returned (If-Match)", true,
                "a lock could not be renewed"),
        SWAP_REFUSED("refuses to replace an object on another ETag",
                true,
                "a session that has lost its lock could remove messages"),
        SWAP_ABSENT(
                "refuses to replace an object that is not there", true,
                "a late renewal would bring a lock back"),
        READ_BACK(
                "returns the octets that were written", true,
                "mail and locks would be damaged"),
        ETAGS_AGREE(
                "names one ETag in PUT, GET and LIST", true,
                "locks and messages could not be told apart"),
        ETAGS_DIFFER(
                "gives different bodies of one length different ETags",
                true,
                "an old version of a lock could pass for a new one"),
        NOT_FOUND(
                "answers 404 for an object that is not there",
                true,
                "a free maildrop could not be told from a locked one"),
        SEEN_AT_ONCE(
                "shows writes and deletions at once on another connection",
                true,
                "a session could be shown messages that are removed"),
        LIST_WHOLE(
                "lists every object once over several pages",
                true,
                "messages would be missing"),
        RACE_CREATE(
                "lets exactly one of 8 racing creators win",
                true,
                "two sessions would have one maildrop at once"),
        RACE_SWAP(
                "lets exactly one of 8 racing writers replace a version",
                true,
                "two sessions would have one maildrop at once"),
        DELETE_REFUSED(
                "refuses to delete an object on another ETag",
                false,
                "locks are released by writing that they are free"),
        DELETE(
                "deletes an object on its ETag",
                false,
                "locks are released by writing that they are free"),
        RACE_DELETE(
                "never lets a deletion and a replacement of one version both win",
                false,
                "locks are released by writing that they are free"),
        BATCH_ETAG(
                "looks at the ETag of each key in a batch of deletions",
                false,
                "a key that is used again while it is removed may lose its new object"),
        CLOCK(
                "tells the age of an object truly (Date and Last-Modified)",
                false,
                "the lock of a dead session is waited for by this process's own clock");

        private final String text;
        private final boolean needed;
        private final String otherwise;

        Question(String text, boolean needed, String otherwise) {
            this.text = text;
            this.needed = needed;
            this.otherwise = otherwise;
        }

        /** The sentence "the store …". */
        public String text() {
            return text;
        }

        /** Whether the bridge cannot do without. */
        public boolean needed() {
            return needed;
        }

        /** What happens otherwise. */
        public String otherwise() {
            return otherwise;
        }
    }

    /** The first check for lack of which the store cannot be used. */
    public Optional<Check> failure() {
        return checks.stream().filter(check -> check.question().needed() && check.verdict() != Verdict.YES).findFirst();
    }

    /** How locks can be kept in the store; only where there is no {@link #failure}. */
    public StoreMode mode() {
        return new StoreMode(yes(Question.DELETE_REFUSED) && yes(Question.DELETE) && yes(Question.RACE_DELETE),
                yes(Question.BATCH_ETAG), yes(Question.CLOCK));
    }

    /** {@code full}, {@code free-overwrite} or {@code refuse}. */
    public String modeName() {
        if (failure().isPresent()) {
            return "refuse";
        }
        return mode().conditionalDelete() ? "full" : "free-overwrite";
    }

    private boolean yes(Question question) {
        return checks.stream().anyMatch(check -> check.question() == question && check.verdict() == Verdict.YES);
    }
}
