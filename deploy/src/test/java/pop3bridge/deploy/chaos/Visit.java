package pop3bridge.deploy.chaos;

/**
 * One session as seen by its client. Times are numbers of ledger events, {@link #NEVER} for events that have not
 * happened. Guarded by the ledger.
 */
final class Visit {
    static final long NEVER = Long.MAX_VALUE;

    final String maildrop;
    final String name;
    /** Before PASS was sent: the bridge has taken the lock after that. */
    final long begun;
    /** After +OK to PASS was read: the bridge had taken the lock before that. */
    long loggedIn = NEVER;
    int count;
    /** Before QUIT was sent. */
    long asked = NEVER;
    Outcome outcome = Outcome.UNKNOWN;

    /** What the client knows of the removals it asked for. */
    enum Outcome {
        /** +OK to QUIT. */
        ACKNOWLEDGED,
        /** Nothing was removed, the bridge says: it had lost the lock before. */
        LOST,
        /** All else. */
        UNKNOWN
    }

    Visit(String maildrop, String name, long begun) {
        this.maildrop = maildrop;
        this.name = name;
        this.begun = begun;
    }

    /** Whether this one had the lock before the other, for sure: each had it, and no two at once. */
    boolean before(Visit later) {
        return loggedIn < later.begun;
    }

    @Override
    public String toString() {
        return name;
    }
}
