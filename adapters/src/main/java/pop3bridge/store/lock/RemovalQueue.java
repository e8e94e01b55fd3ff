package pop3bridge.store.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The removals that a session must execute, one list after the other. Used only by the holder's thread. */
final class RemovalQueue {
    private static final Logger log = LoggerFactory.getLogger(RemovalQueue.class);

    private final LockContext context;
    private final Lease lease;
    private final Remover remover;
    private final String session;
    private final Deque<RemovalJob> jobs = new ArrayDeque<>();
    private volatile boolean busy;

    RemovalQueue(LockContext context, Lease lease, Remover remover, String session) {
        this.context = context;
        this.lease = lease;
        this.remover = remover;
        this.session = session;
    }

    /** Returns whether any removals are left. Thread-safe. */
    boolean busy() {
        return busy;
    }

    void add(RemovalJob job) {
        busy = true;
        jobs.add(job);
        if (context.stopping()) {
            endIfOver();
        }
    }

    /** Returns when the next batch is due, in nanoseconds; {@link Long#MAX_VALUE} if there is none. */
    long dueAt() {
        return jobs.isEmpty() ? Long.MAX_VALUE : jobs.getFirst().dueAt();
    }

    /** Postpones the next batch. */
    void postpone(long nanos) {
        jobs.getFirst().postpone(nanos);
    }

    /** Executes the next batch. Call only while the lock is held. */
    void carryOut() {
        RemovalJob job = jobs.getFirst();
        remover.remove(job.next(), lease::overdue).forEach((removal, result) -> {
            switch (result) {
                case GONE -> lease.removals().settle(removal);
                case AGAIN -> job.again(removal);
                case REFUSED -> refused(removal, job);
            }
        });
        if (!job.goesOn(context.time)) {
            jobs.remove(job);
            busy = !jobs.isEmpty();
            end(job);
        }
    }

    /** Leaves all removals to the next holder of the lock, if the lock is lost or the process stops. */
    void endIfOver() {
        if (lease.lost() || context.stopping()) {
            jobs.forEach(this::end);
            jobs.clear();
            busy = false;
        }
    }

    /** Ends a job. Removals that are left stay committed, unless the lock does not survive this process. */
    void end(RemovalJob job) {
        List<Removal> rest = job.rest();
        if (!context.config.durable()) {
            rest.forEach(lease.removals()::settle);
        }
        job.progress().end(rest.size());
    }

    /** Handles the only case in which a committed removal does not happen: the message reappears in the maildrop. */
    private void refused(Removal removal, RemovalJob job) {
        lease.removals().settle(removal);
        job.progress().refused();
        context.metrics.removalRefused();
        log.atError().addKeyValue("session", session).addKeyValue("key", removal.key())
                .log("store refuses to delete a message; it is in the maildrop again");
    }
}
