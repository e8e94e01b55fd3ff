package pop3bridge.store.lock;

import java.time.Duration;

/**
 * The configuration of maildrop locks.
 *
 * @param controlPrefix the prefix of pop3bridge's own objects in a bucket; ends with a slash
 * @param lease how long a lock excludes other sessions after its last renewal
 * @param maxWait how long a login waits for a lock held by another session
 * @param inactivity the lock of a session that has been inactive for this time plus one minute is not renewed
 * @param inlineRemovals the maximum number of removals stored in the lock itself; more are stored in a separate object,
 * a deletion set
 * @param durable whether locks survive this process; if not, QUIT is answered only after all messages are deleted, as
 * no other session could complete the removal
 */
public record LockConfig(String controlPrefix, Duration lease, Duration maxWait, Duration inactivity,
        int inlineRemovals, boolean durable) {
    /** The size of a batch deletion. */
    public static final int INLINE_REMOVALS = 1000;

    /** Returns the maximum duration of a lock request. After that, its outcome is unknown. */
    public static Duration requestTimeout(Duration lease) {
        Duration third = lease.dividedBy(3);
        return third.compareTo(Duration.ofSeconds(15)) < 0 ? third : Duration.ofSeconds(15);
    }
}
