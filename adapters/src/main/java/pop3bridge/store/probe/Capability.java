package pop3bridge.store.probe;

/** The capabilities that a probe tests, in this order: later checks rely on earlier ones. */
public enum Capability {
    READ_BACK("returns the octets that were written", true, "mail and locks would be damaged"),

    NOT_FOUND("answers 404 for an object that is not there", true,
            "a free maildrop could not be told from a locked one"),

    ETAGS_AGREE("names one ETag in PUT, GET and LIST", true, "locks and messages could not be told apart"),

    ETAGS_DIFFER("gives two bodies of one length two ETags, within a second too", true,
            "an old version of a lock could pass for a new one"),

    SEEN_BY_GET("shows writes and deletions at once to GET on another connection", true,
            "two bridges would see two different locks"),

    SEEN_BY_LIST("shows writes and deletions at once to LIST on another connection", true,
            "a session could be shown messages that are removed"),

    LIST_WHOLE("lists every object once over several pages", true, "messages would be missing"),

    CREATE("creates an object where none is (If-None-Match: *)", true, "no lock could be taken"),

    CREATE_REFUSED("refuses to create an object that is there (If-None-Match: *)", true,
            "two sessions would have one maildrop at once"),

    SWAP("replaces an object on its ETag as PUT and GET return it (If-Match)", true, "a lock could not be renewed"),

    SWAP_REFUSED("refuses to replace an object on another ETag (If-Match)", true,
            "a session that has lost its lock could remove messages"),

    SWAP_ABSENT("refuses to replace an object that is not there (If-Match)", true,
            "a late renewal would bring a lock back"),

    DELETE("deletes an object on its ETag (If-Match)", false, "locks are released by writing that they are free"),

    DELETE_REFUSED("refuses to delete an object on another ETag (If-Match)", false,
            "locks are released by writing that they are free"),

    BATCH_ETAG("looks at the ETag of each key in a batch of deletions", false,
            "a key that is used again while it is removed may lose its new object"),

    RACE_CREATE("lets exactly one of 8 racing creators win", true, "two sessions would have one maildrop at once"),

    RACE_SWAP("lets exactly one of 8 racing writers replace a version", true,
            "two sessions would have one maildrop at once"),

    RACE_DELETE("never lets a deletion and a replacement of one version both win", false,
            "locks are released by writing that they are free"),

    CLOCK("tells the age of an object truly, to 2 seconds (Date and Last-Modified)", false,
            "a dead session's lock is timed by this process's own clock"),

    LAST_MODIFIED("moves Last-Modified with an overwrite", false,
            "a dead session's lock is timed by this process's own clock, and mail that is stored again unchanged"
                    + " while it is removed may go too");

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

    /** Returns whether the bridge requires this capability. */
    public boolean needed() {
        return needed;
    }

    /** Returns the consequence if the store lacks this capability. */
    public String otherwise() {
        return otherwise;
    }
}
