package pop3bridge.store.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.Lease.Outcome;
import pop3bridge.store.lock.LockMetrics.Failure;
import pop3bridge.store.lock.LockMetrics.Origin;
import pop3bridge.store.lock.LockObject.Snapshot;
import pop3bridge.store.lock.LockRecord.ForeignException;
import pop3bridge.store.lock.LockRecord.State;
import pop3bridge.store.time.Timeline;
import pop3bridge.store.time.Timeline.Signal;

/** Acquires the lock for one login. Used only by the login's thread. */
final class Acquisition {
    private static final Logger log = LoggerFactory.getLogger(Acquisition.class);

    private static final Duration FIRST_LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_LOOK = Duration.ofMillis(1600);

    /** The minimum time for which a failing request is retried, even if a login would not wait that long for a lock. */
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(5);

    private final LockContext context;
    private final Timeline time;
    private final LockObject object;
    private final String session;
    private final Lease lease;
    private final long begin;
    private Duration nextLook = FIRST_LOOK;
    private boolean unresolved;

    Acquisition(LockContext context, LockObject object, String session) {
        this.context = context;
        this.time = context.time;
        this.object = object;
        this.session = session;
        this.lease = new Lease(context, object, session);
        this.begin = time.nanos();
    }

    /** The result of one attempt. */
    private sealed interface Step {
        record Got(Origin origin) implements Step {}

        record InUse(LockRecord lock, Duration expiresIn) implements Step {}

        record NoAnswer(StoreException cause) implements Step {}

        /** The lock has changed, or may have: look again at once. */
        record Again() implements Step {}
    }

    /**
     * Acquires the lock.
     *
     * @throws MaildropException if the lock cannot be acquired, with the reason. If one of our writes may still take
     * effect, it is cleaned up in the background.
     */
    Lease run() throws MaildropException {
        context.begin(lease.token());
        boolean got = false;
        Signal released = context.waitFor(object.key());
        try {
            Step step = first();
            while (!(step instanceof Step.Got(Origin origin))) {
                pause(step, released);
                step = look();
            }
            lease.loadSets();
            context.metrics.acquired(origin);
            got = true;
            return lease;
        } catch (ForeignException e) {
            unresolved |= lease.release() == Outcome.UNKNOWN;
            throw foreign(e.why());
        } catch (StoreException e) {
            unresolved |= lease.release() == Outcome.UNKNOWN;
            throw refused(e);
        } finally {
            context.waitNoMore(object.key(), released);
            context.metrics.waited(time.nanos() - begin);
            if (!got) {
                giveUp();
            }
        }
    }

    private Step first() throws MaildropException {
        Optional<String> freed = context.takeFreed(object.key());
        return freed.isPresent() ? swap(freed.get(), List.of(), List.of(), Origin.FREE) : create();
    }

    private Step create() throws MaildropException {
        try {
            lease.create();
            return new Step.Got(Origin.CREATED);
        } catch (StoreException e) {
            return failed(e);
        }
    }

    private Step swap(String etag, List<Removal> removals, List<String> sets, Origin origin) throws MaildropException {
        try {
            lease.take(etag, removals, sets);
            return new Step.Got(origin);
        } catch (StoreException e) {
            return failed(e);
        }
    }

    private Step failed(StoreException e) throws MaildropException {
        return switch (e.reason()) {
            case PRECONDITION_FAILED, NOT_FOUND -> new Step.Again();
            case CONFLICT, THROTTLED -> new Step.NoAnswer(e);
            case UNAVAILABLE -> {
                unresolved = true;
                yield new Step.Again();
            }
            case NO_BUCKET, DENIED, CREDENTIALS, CLOCK, REGION, KEY, CUSTOMER_KEY, ARCHIVED, NOT_IMPLEMENTED,
                    REJECTED ->
                throw refused(e);
        };
    }

    private Step look() throws MaildropException {
        Snapshot snapshot;
        try {
            snapshot = object.look();
        } catch (StoreException e) {
            if (!e.reason().temporary() || e.reason().general()) {
                throw refused(e);
            }
            return new Step.NoAnswer(e);
        }
        return switch (snapshot) {
            case Snapshot.Absent _ -> create();
            case Snapshot.Foreign foreign -> throw foreign(foreign.why());
            case Snapshot.Present present -> {
                LockRecord lock = present.lock();
                if (lock.token().equals(lease.token())) {
                    yield swap(present.etag(), lock.removals(), lock.sets(), Origin.RECOVERED);
                }
                if (lock.state() == State.FREE) {
                    yield swap(present.etag(), lock.removals(), lock.sets(), Origin.FREE);
                }
                Duration expiresIn = context.expiresIn(object.key(), present);
                if (context.abandoned(lock) || !expiresIn.isPositive()) {
                    log.atInfo().addKeyValue("session", session).addKeyValue("lock", object.key())
                            .addKeyValue("from", lock.holder()).addKeyValue("since", lock.since())
                            .log("taking over the lock of a dead session");
                    yield swap(present.etag(), lock.removals(), lock.sets(), Origin.TAKEN_OVER);
                }
                yield new Step.InUse(lock, expiresIn);
            }
        };
    }

    /** Waits before the next attempt, or gives up. */
    private void pause(Step step, Signal released) throws MaildropException {
        Duration patience = context.config.maxWait();
        if (!(step instanceof Step.InUse) && patience.compareTo(STORE_PATIENCE) < 0) {
            patience = STORE_PATIENCE;
        }
        Duration left = patience.minusNanos(time.nanos() - begin);
        switch (step) {
            case Step.Got _ -> {
            }
            case Step.Again _ -> {
                if (left.isNegative()) {
                    throw unresolved
                            ? noAnswer(
                                    new StoreException(Reason.CONFLICT, "it is unknown whether the lock was acquired"))
                            : inUse("another login", "just now");
                }
            }
            case Step.InUse(LockRecord lock, Duration expiresIn) -> {
                if (!left.isPositive()) {
                    throw inUse(lock.holder(), lock.since());
                }
                await(released, expiresIn.compareTo(left) < 0 ? expiresIn : left);
            }
            case Step.NoAnswer(StoreException cause) -> {
                if (!left.isPositive()) {
                    throw noAnswer(cause);
                }
                await(released, left);
            }
        }
    }

    private void await(Signal released, Duration longest) {
        Duration pause = time.jittered(nextLook);
        nextLook = nextLook.multipliedBy(2).compareTo(LONGEST_LOOK) < 0 ? nextLook.multipliedBy(2) : LONGEST_LOOK;
        if (released.await(pause.compareTo(longest) < 0 ? pause : longest)) {
            nextLook = FIRST_LOOK;
        }
    }

    /**
     * Cleans up after a failed login. An unanswered write may still take effect and would block others: watches for it
     * in the background and then releases the lock.
     */
    private void giveUp() {
        if (!unresolved) {
            context.end(lease.token());
            return;
        }
        time.start("lock-" + session, () -> {
            try {
                long end = time.nanos() + context.config.lease().toNanos();
                while (time.nanos() < end && !clearedUp()) {
                    time.sleep(time.jittered(LONGEST_LOOK));
                }
            } finally {
                context.end(lease.token());
            }
        });
    }

    /** Returns whether one of our writes has taken effect and was undone. */
    private boolean clearedUp() {
        try {
            if (object.look() instanceof Snapshot.Present present && present.lock().token().equals(lease.token())) {
                lease.take(present.etag(), present.lock().removals(), present.lock().sets());
                return lease.release() != Outcome.UNKNOWN;
            }
            return false;
        } catch (StoreException e) {
            log.atDebug().addKeyValue("session", session).addKeyValue("lock", object.key()).setCause(e)
                    .log("lock not released yet");
            return false;
        }
    }

    private MaildropException inUse(String holder, String since) {
        context.metrics.failed(Failure.IN_USE);
        log.atInfo().addKeyValue("session", session).addKeyValue("maildrop", object.maildrop())
                .addKeyValue("lock", object.key()).addKeyValue("holder", holder).addKeyValue("since", since)
                .log("maildrop is in use");
        return new MaildropException(MaildropException.Reason.IN_USE, "maildrop is locked by another session");
    }

    private MaildropException noAnswer(StoreException cause) {
        context.metrics.failed(Failure.TEMPORARY);
        log.atLevel(level(cause)).addKeyValue("session", session).addKeyValue("lock", object.key()).setCause(cause)
                .log("maildrop cannot be locked now");
        return new MaildropException(MaildropException.Reason.TEMPORARY,
                "maildrop cannot be locked now, try again later",
                cause);
    }

    /** A problem that affects all requests is logged once elsewhere. */
    private static Level level(StoreException cause) {
        return cause.reason().general() ? Level.DEBUG : Level.ERROR;
    }

    private MaildropException refused(StoreException cause) {
        if (cause.reason().temporary()) {
            return noAnswer(cause);
        }
        context.metrics.failed(Failure.PERMANENT);
        log.atError().addKeyValue("session", session).addKeyValue("lock", object.key()).setCause(cause)
                .log("maildrop cannot be locked");
        return new MaildropException(MaildropException.Reason.PERMANENT, "maildrop cannot be locked", cause);
    }

    private MaildropException foreign(String why) {
        context.metrics.failed(Failure.PERMANENT);
        log.atError().addKeyValue("session", session).addKeyValue("lock", object.key())
                .addKeyValue("maildrop", object.maildrop()).addKeyValue("why", why)
                .log("this object is not a lock but has a lock's key; see 'pop3bridge unlock'");
        return new MaildropException(MaildropException.Reason.PERMANENT, "maildrop cannot be locked");
    }
}
