package pop3bridge.store.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.Lease.Outcome;
import pop3bridge.store.lock.LockRecord.State;
import pop3bridge.store.time.Timeline;
import pop3bridge.store.time.Timeline.Alarm;

/**
 * Maintains a lock from its acquisition to its release: renews it, commits removals, executes them and releases the
 * lock. Does all of this on its own thread, which it has only while something is due. A session therefore never has two lock requests in flight, and completes
 * committed removals even if its client has disconnected.
 */
final class LockHolder {
    private static final Logger log = LoggerFactory.getLogger(LockHolder.class);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration RELEASE_RETRY = Duration.ofMillis(300);
    private static final int INLINE_CHARACTERS = 128 * 1024;
    private static final int SET_TRIES = 3;

    private final LockContext context;
    private final Timeline time;
    private final LockObject object;
    private final Lease lease;
    private final RemovalQueue removals;
    private final String session;
    private final ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>();
    private final Alarm alarm;
    private volatile long activeAt;
    private State state = State.HELD;
    private long renewAt;
    private Optional<Order.Release> release = Optional.empty();
    private boolean ended;

    /** A request of the session. */
    private sealed interface Order {
        record Confirm(Promise<Boolean> held) implements Order {}

        record Commit(List<Removal> removals, Promise<CommitResult> result) implements Order {}

        record CarryOut(RemovalJob job) implements Order {}

        record Settle(List<Removal> removals) implements Order {}

        record Release(Promise<Boolean> done) implements Order {}

        record Wake() implements Order {}
    }

    /** The outcome of a commit. */
    sealed interface CommitResult {
        /** These messages will be deleted, by this session or a later one. */
        record Committed(Progress progress) implements CommitResult {}

        /** Nothing was deleted, and this session will not delete anything. */
        record NotCommitted() implements CommitResult {}
    }

    LockHolder(LockContext context, LockObject object, Lease lease, Remover remover, String session) {
        this.context = context;
        this.time = context.time;
        this.object = object;
        this.lease = lease;
        this.removals = new RemovalQueue(context, lease, remover, session);
        this.session = session;
        this.alarm = time.alarm("lock-" + session, this::work);
        this.activeAt = time.nanos();
        this.renewAt = nextRenewal();
    }

    /** Called by the session, first. */
    void start() {
        alarm.wake();
    }

    /** Called by the session: notes that its client is active. */
    void active() {
        activeAt = time.nanos();
    }

    /** Called by the session: verifies that the lock is still held. */
    Promise<Boolean> confirm() {
        Promise<Boolean> held = new Promise<>(time);
        order(new Order.Confirm(held));
        return held;
    }

    /** Called by the session: commits these removals. */
    Promise<CommitResult> commit(List<Removal> removals) {
        Promise<CommitResult> result = new Promise<>(time);
        order(new Order.Commit(removals, result));
        return result;
    }

    /** Called by the session: splits the inherited removals into outstanding ones, to be executed, and settled ones. */
    Progress inherited(List<Removal> outstanding, List<Removal> settled) {
        Progress progress = new Progress(time);
        order(new Order.Settle(settled));
        order(new Order.CarryOut(new RemovalJob(outstanding, progress)));
        return progress;
    }

    /** Called by the session, last: completes the current removals and releases the lock. */
    Promise<Boolean> release() {
        Promise<Boolean> done = new Promise<>(time);
        order(new Order.Release(done));
        return done;
    }

    /** Returns whether removals are in progress. */
    boolean busy() {
        return removals.busy();
    }

    /** Called when the process stops: leaves outstanding removals to the next holder of the lock. */
    void wake() {
        order(new Order.Wake());
    }

    private void order(Order order) {
        orders.add(order);
        alarm.wake();
    }

    /** Does all that is due. Returns for how long nothing will be; empty after the end. */
    private Optional<Duration> work() {
        boolean rests = false;
        try {
            Duration rest = Duration.ZERO;
            while (!ended && !rest.isPositive()) {
                rest = step();
            }
            rests = !ended;
            return ended ? Optional.empty() : Optional.of(rest);
        } catch (RuntimeException e) {
            log.atError().addKeyValue("session", session).addKeyValue("lock", object.key()).setCause(e)
                    .log("internal error while holding a lock; it will expire");
            return Optional.empty();
        } finally {
            if (!rests) {
                context.holderEnded(this, object.key(), lease.token());
                orders.forEach(this::refuse);
            }
        }
    }

    /** Does one thing. Returns for how long nothing is due, zero if that has to be seen. */
    private Duration step() {
        Order order = orders.poll();
        if (order != null) {
            obey(order);
        } else if (lease.lost()) {
            return atLoss();
        } else if (time.nanos() >= renewAt) {
            renew();
        } else if (removals.dueAt() <= time.nanos()) {
            carryOut();
        } else if (!removals.busy() && release.isPresent()) {
            release(release.get());
        } else {
            long until = Math.min(renewAt, removals.dueAt());
            return Duration.ofNanos(Math.max(0, until - time.nanos()));
        }
        return Duration.ZERO;
    }

    private void obey(Order order) {
        switch (order) {
            case Order.Confirm confirm ->
                confirm.held().give(!lease.lost() && (!lease.overdue() || swap() == Outcome.DONE));
            case Order.Commit commit -> commit(commit);
            case Order.CarryOut carryOut -> removals.add(carryOut.job());
            case Order.Settle settle -> settle.removals().forEach(lease.removals()::settle);
            case Order.Release last -> release = Optional.of(last);
            case Order.Wake _ -> removals.endIfOver();
        }
    }

    private void refuse(Order order) {
        switch (order) {
            case Order.Confirm confirm -> confirm.held().give(false);
            case Order.Commit commit -> commit.result().give(new CommitResult.NotCommitted());
            case Order.CarryOut carryOut -> removals.end(carryOut.job());
            case Order.Release last -> last.done().give(false);
            case Order.Settle _,Order.Wake _ -> {
            }
        }
    }

    private Duration atLoss() {
        removals.endIfOver();
        if (release.isEmpty()) {
            return context.config.lease();
        }
        release.get().done().give(true);
        ended = true;
        return Duration.ZERO;
    }

    private long nextRenewal() {
        return time.nanos() + time.jittered(context.config.lease().dividedBy(4)).toNanos();
    }

    private void renew() {
        long idle = time.nanos() - activeAt;
        if (idle > context.config.inactivity().plusMinutes(1).toNanos() && !removals.busy()) {
            log.atWarn().addKeyValue("session", session).addKeyValue("lock", object.key())
                    .log("session has been inactive for too long; its lock will expire");
            renewAt = Long.MAX_VALUE;
            return;
        }
        swap();
    }

    private Outcome swap() {
        if (lease.lost()) {
            return Outcome.LOST;
        }
        Outcome outcome = lease.swap(state);
        switch (outcome) {
            case DONE -> renewAt = nextRenewal();
            case UNKNOWN -> renewAt = time.nanos() + time.jittered(RETRY).toNanos();
            case LOST -> {
                context.metrics.lost();
                log.atError().addKeyValue("session", session).addKeyValue("lock", object.key())
                        .log("lock was lost: another session took it over, or 'pop3bridge unlock' released it");
            }
        }
        return outcome;
    }

    /**
     * Retries until the commit is known to have succeeded or failed, or for one lease if the store does not respond.
     */
    private void commit(Order.Commit order) {
        Optional<String> set;
        try {
            set = fitsInline(order.removals()) ? Optional.empty() : Optional.of(createSet(order.removals()));
        } catch (StoreException e) {
            log.atError().addKeyValue("session", session).setCause(e)
                    .log("deletion set could not be written; nothing was deleted");
            order.result().give(new CommitResult.NotCommitted());
            return;
        }
        lease.removals().add(order.removals(), set);
        state = State.COMMITTING;
        long giveUp = time.nanos() + context.config.lease().toNanos();
        Outcome outcome = swap();
        while (outcome == Outcome.UNKNOWN && time.nanos() < giveUp) {
            time.sleep(time.jittered(RETRY));
            outcome = swap();
        }
        if (outcome == Outcome.DONE) {
            Progress progress = new Progress(time);
            removals.add(new RemovalJob(order.removals(), progress));
            order.result().give(new CommitResult.Committed(progress));
        } else {
            order.result().give(new CommitResult.NotCommitted());
        }
    }

    private boolean fitsInline(List<Removal> removals) {
        List<Removal> inline = lease.removals().inline();
        int characters = removals.stream().mapToInt(removal -> removal.key().length()).sum()
                + inline.stream().mapToInt(removal -> removal.key().length()).sum();
        return inline.size() + removals.size() <= context.config.inlineRemovals() && characters <= INLINE_CHARACTERS;
    }

    private String createSet(List<Removal> removals) throws StoreException {
        for (int attempt = 1;; attempt++) {
            try {
                return lease.createSet(removals);
            } catch (StoreException e) {
                if (!e.reason().temporary() || attempt == SET_TRIES) {
                    throw e;
                }
                time.sleep(time.jittered(RETRY));
            }
        }
    }

    private void carryOut() {
        if (lease.overdue() && swap() != Outcome.DONE) {
            removals.postpone(renewAt);
            return;
        }
        active();
        removals.carryOut();
    }

    /** Retries the release until the lease has expired, then gives up and lets the lock expire. */
    private void release(Order.Release order) {
        Outcome outcome = lease.release();
        if (outcome == Outcome.UNKNOWN && !lease.overdue()) {
            time.sleep(time.jittered(RELEASE_RETRY));
            return;
        }
        if (outcome == Outcome.UNKNOWN) {
            log.atError().addKeyValue("session", session).addKeyValue("lock", object.key())
                    .log("lock could not be released; it will expire");
        }
        ended = true;
        order.done().give(outcome != Outcome.UNKNOWN);
    }
}
