package pop3bridge.store.lock;

import java.time.Duration;

/**
 * The configuration of maildrop locks.
 *
 * @param controlPrefix where the bridge keeps its own objects in a bucket; ends in a slash
 * @param lease for how long a lock that is not renewed keeps others out
 * @param maxWait how long a login waits for a lock that another session holds
 * @param inactivity a session that has done nothing for so long, and a minute, is not renewed
 * @param inlineRemovals how many removals the lock itself may name; more are written to an object of their own
 * @param durable whether the lock outlives this process; if not, QUIT is answered when all is removed, because no one else would finish it
 */
public record LockConfig(String controlPrefix, Duration lease, Duration maxWait, Duration inactivity,
        int inlineRemovals, boolean durable) {
    /** The size of a batch deletion. */
    public static final int INLINE_REMOVALS = 1000;

    /** The longest that one lock request may take: after that it is unknown whether it was written. */
    public static Duration requestTimeout(Duration lease) {
        Duration third = lease.dividedBy(3);
        return third.compareTo(Duration.ofSeconds(15)) < 0 ? third : Duration.ofSeconds(15);
    }
}
