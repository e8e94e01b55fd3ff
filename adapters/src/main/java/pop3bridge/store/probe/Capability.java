package pop3bridge.store.probe;

/** The capabilities that a probe tests, in the order in which they are reported. */
public enum Capability {
    READ_BACK("returns the octets that were written", true, "mail and locks would be corrupted"),

    NOT_FOUND("responds with 404 for an object that does not exist", true,
            "a free maildrop could not be distinguished from a locked one"),

    ETAGS_AGREE("returns the same ETag in PUT, GET and LIST", true,
            "versions of locks and messages could not be identified"),

    ETAGS_DIFFER("gives two bodies of the same length different ETags, even within a second", true,
            "an old version of a lock could be mistaken for a new one"),

    SEEN_BY_GET("shows writes and deletions immediately to GET on another connection", true,
            "two instances would see two different locks"),

    SEEN_BY_LIST("shows writes and deletions immediately to LIST on another connection", true,
            "a session could list deleted messages"),

    LIST_WHOLE("lists every object exactly once over several pages", true, "messages would be missing"),

    CREATE("creates an object that does not exist (If-None-Match: *)", true, "no lock could be acquired"),

    CREATE_REFUSED("refuses to create an object that exists (If-None-Match: *)", true,
            "two sessions could hold one maildrop at the same time"),

    SWAP("replaces an object if its ETag is the one that PUT and GET returned (If-Match)", true,
            "a lock could not be renewed"),

    SWAP_REFUSED("refuses to replace an object that has another ETag (If-Match)", true,
            "a session that has lost its lock could delete messages"),

    SWAP_ABSENT("refuses to replace an object that does not exist (If-Match)", true,
            "a late renewal would recreate a deleted lock"),

    DELETE("deletes an object if its ETag matches (If-Match)", false, "locks are released by overwriting them as free"),

    DELETE_REFUSED("refuses to delete an object that has another ETag (If-Match)", false,
            "locks are released by overwriting them as free"),

    BATCH_ETAG("checks the ETag of each key in a batch deletion", false,
            "a key that is reused while its message is being deleted may lose its new object"),

    ATOMIC("is not known to let two racing writers win", true,
            "two sessions could hold one maildrop at the same time"),

    RACE_CREATE("lets exactly one of 8 racing creators win", true,
            "two sessions could hold one maildrop at the same time"),

    RACE_SWAP("lets exactly one of 8 racing writers replace a version", true,
            "two sessions could hold one maildrop at the same time"),

    RACE_DELETE("never lets both a deletion and a replacement of one version succeed", false,
            "locks are released by overwriting them as free"),

    CLOCK("reports the age of an object to within 2 seconds (Date and Last-Modified)", false,
            "the lock of a crashed session is timed by this process's own clock"),

    LAST_MODIFIED("updates Last-Modified when an object is overwritten", false,
            "the lock of a crashed session is timed by this process's own clock, and a message that is stored again"
                    + " unchanged while it is being deleted may be deleted too");

    private final String text;
    private final boolean needed;
    private final String otherwise;

    Capability(String text, boolean needed, String otherwise) {
        this.text = text;
        this.needed = needed;
        this.otherwise = otherwise;
    }

    /** Returns what the store does, as a predicate of "the store". */
    public String text() {
        return text;
    }

    /** Returns whether pop3bridge requires this capability. */
    public boolean needed() {
        return needed;
    }

    /** Returns the consequence if the store lacks this capability. */
    public String otherwise() {
        return otherwise;
    }
}
