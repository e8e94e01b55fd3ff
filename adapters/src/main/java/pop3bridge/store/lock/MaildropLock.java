package pop3bridge.store.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Entry;
import pop3bridge.store.lock.LockHolder.CommitResult;

/** A maildrop lock as seen by its session. Used only by the session's thread. */
public final class MaildropLock {
    /** How long the reply to QUIT waits for committed removals in progress. */
    private static final Duration REMOVAL_WAIT = Duration.ofSeconds(2);

    /** How long it waits if no other session could complete them. */
    private static final Duration LONG_REMOVAL_WAIT = Duration.ofMinutes(2);

    /** How long QUIT waits for the outcome of the commit. */
    private static final Duration COMMIT_WAIT = Duration.ofSeconds(15);

    /** How long a command waits for confirmation of a lock that was not renewed in time. */
    private static final Duration CONFIRM_WAIT = Duration.ofSeconds(15);

    private static final Duration RELEASE_WAIT = Duration.ofSeconds(2);

    private final Lease lease;
    private final LockHolder holder;
    private final boolean durable;
    private final Set<Removal> inherited;

    MaildropLock(Lease lease, LockHolder holder, boolean durable) {
        this.durable = durable;
        this.lease = lease;
        this.holder = holder;
        this.inherited = lease.removals().all();
    }

    /**
     * Returns the contents of the maildrop: this listing, made under the lock, without the messages whose deletion an
     * earlier session has committed. Those that still exist are deleted in the background; waits briefly for this.
     */
    public List<Entry> visible(List<Entry> listing) {
        if (inherited.isEmpty()) {
            return listing;
        }
        List<Entry> visible = new ArrayList<>(listing.size());
        List<Removal> outstanding = new ArrayList<>();
        Set<Removal> settled = new HashSet<>(inherited);
        for (Entry entry : listing) {
            Removal removal = Removal.of(entry);
            if (inherited.contains(removal)) {
                outstanding.add(removal);
                settled.remove(removal);
            } else {
                visible.add(entry);
            }
        }
        holder.inherited(outstanding, List.copyOf(settled)).await(REMOVAL_WAIT);
        return visible;
    }

    /** Returns whether an earlier session has committed removals that this one must complete. */
    public boolean hasInheritedRemovals() {
        return !inherited.isEmpty();
    }

    /**
     * Must be called before the session answers a command. Notes that its client is active.
     *
     * @throws MaildropException if the lock is no longer held, or this cannot be verified
     */
    public void use() throws MaildropException {
        holder.active();
        if (!lease.lost() && !lease.overdue()) {
            return;
        }
        if (lease.lost() || !holder.confirm().await(CONFIRM_WAIT).orElse(false)) {
            throw lockLost();
        }
    }

    private static MaildropException lockLost() {
        return new MaildropException(MaildropException.Reason.LOCK_LOST,
                "maildrop lock was lost, nothing was deleted, log in again");
    }

    /** Returns whether another session was seen to have the lock. */
    boolean lost() {
        return lease.lost();
    }

    /** Notes that the client has sent or received data. */
    public void active() {
        holder.active();
    }

    /**
     * Deletes messages permanently: commits the deletions in the lock, then executes them. If necessary, later sessions
     * complete the deletion.
     *
     * @throws MaildropException if the commit failed or its outcome is unknown, or if the store permanently refuses
     * some deletions
     */
    public void remove(List<Entry> messages) throws MaildropException {
        use();
        Optional<CommitResult> result = holder.commit(messages.stream().map(Removal::of).toList()).await(COMMIT_WAIT);
        if (!(result.orElse(new CommitResult.NotCommitted()) instanceof CommitResult.Committed(Progress progress))) {
            throw lease.lost()
                    ? lockLost()
                    : new MaildropException(MaildropException.Reason.TEMPORARY,
                            "store does not respond, unknown whether messages were deleted");
        }
        boolean ended = progress.await(durable ? REMOVAL_WAIT : LONG_REMOVAL_WAIT);
        if (progress.refusals() > 0) {
            throw notRemoved(MaildropException.Reason.PERMANENT, progress.refusals() + (durable ? 0 : progress.left()),
                    messages);
        }
        if (!durable && (!ended || progress.left() > 0)) {
            throw notRemoved(MaildropException.Reason.TEMPORARY, ended ? progress.left() : messages.size(), messages);
        }
    }

    private static MaildropException notRemoved(MaildropException.Reason reason, int count, List<Entry> messages) {
        return new MaildropException(reason, count + " of " + messages.size() + " messages not deleted");
    }

    /** Releases the lock after the removals in progress; waits briefly for this. */
    public void release() {
        boolean busy = holder.busy();
        Promise<Boolean> released = holder.release();
        if (!busy) {
            released.await(RELEASE_WAIT);
        }
    }
}
