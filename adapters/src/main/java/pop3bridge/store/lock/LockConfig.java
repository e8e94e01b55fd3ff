package pop3bridge.store.lock;

import java.time.Duration;

/**
 * How locks are taken and held.
 *
 * @param controlPrefix where the bridge keeps its own objects in a bucket; ends in a slash
 * @param lease for how long a lock that is not renewed keeps others out
 * @param maxWait how long a login waits for a lock that another session holds
 * @param inactivity a session that has done nothing for so long, and a minute, is not renewed
 * @param inlineRemovals how many removals stand in the lock itself; more stand in an object of their own
 * @param durable whether the lock outlives this process; if not, QUIT is answered when all is removed, as nobody would finish it
 */
public record LockConfig(String controlPrefix, Duration lease, Duration maxWait, Duration inactivity,
        int inlineRemovals, boolean durable) {
    /** As many as a batch of deletions has. */
    public static final int INLINE_REMOVALS = 1000;

    /** Returns the longest that one lock request may take: past it nobody knows whether it landed. */
    public static Duration requestTimeout(Duration lease) {
        Duration third = lease.dividedBy(3);
        return third.compareTo(Duration.ofSeconds(15)) < 0 ? third : Duration.ofSeconds(15);
    }
}
