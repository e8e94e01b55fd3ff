package pop3bridge.store.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockObject.Snapshot;
import pop3bridge.store.lock.LockRecord.ForeignException;
import pop3bridge.store.lock.LockRecord.State;
import pop3bridge.store.time.Timeline;

/**
 * A lock from the side of the session that has it: every write of it goes through here, one at a time. The last ETag known is the
 * fence: a write lands only on the version that this session wrote last. For use by one thread at a time; {@link #lost} and
 * {@link #overdue} by any.
 */
final class Lease {
    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    /** Writes of one swap: the second one fences whatever has become of the first. */
    private static final int WRITES = 3;

    private final LockContext context;
    private final Timeline time;
    private final LockObject object;
    private final String token;
    private final String holder;
    private final String since;
    private final Removals removals = new Removals();
    private final Set<String> knownSets = new HashSet<>();
    private List<String> unreadSets = List.of();
    private Optional<String> etag = Optional.empty();

    /** The nonces of the last write known to have landed, and of those after it, of which nobody knows. */
    private final Set<String> mayLand = new HashSet<>();
    private volatile Deadline deadline = new Deadline(0, Instant.MIN);
    private volatile boolean lost;

    /** Until when nobody else can have taken the lock, by both clocks: a suspended machine stops the first. */
    private record Deadline(long nanos, Instant wall) {}

    /** What has become of a write. */
    enum Outcome {
        /** It has landed and stays. */
        DONE,
        /** Somebody else has the lock, or nobody. */
        LOST,
        /** The store has not told; it may still land. */
        UNKNOWN
    }

    Lease(LockContext context, LockObject object, String session) {
        this.context = context;
        this.time = context.time;
        this.object = object;
        this.token = time.unique();
        this.holder = context.holder(session);
        this.since = time.wall().toString();
    }

    String token() {
        return token;
    }

    /** What the lock goes on naming. */
    Removals removals() {
        return removals;
    }

    /** Returns whether another session was seen to have the lock, or nobody. */
    boolean lost() {
        return lost;
    }

    /** Returns whether so much time has passed since the last write that somebody else may have taken the lock. */
    boolean overdue() {
        Deadline last = deadline;
        return time.nanos() >= last.nanos() || !time.wall().isBefore(last.wall());
    }

    /** Writes the lock where none is. */
    void create() throws StoreException {
        names(List.of(), List.of());
        Deadline next = nextDeadline();
        LockRecord lock = written(State.HELD);
        landed(lock, object.create(lock), next);
    }

    /** Writes the lock over the version with this ETag, and goes on naming the removals found there and no others. */
    void take(String seen, List<Removal> inline, List<String> sets) throws StoreException {
        names(inline, sets);
        etag = Optional.of(seen);
        put(State.HELD);
    }

    /** What an earlier attempt has found elsewhere does not count. */
    private void names(List<Removal> inline, List<String> sets) {
        removals.clear();
        removals.add(inline, Optional.empty());
        unreadSets = List.copyOf(sets);
    }

    /** Reads the sets that the lock named when it was taken: only now nobody else can remove one of them. */
    void loadSets() throws StoreException, ForeignException {
        List<String> names = unreadSets;
        for (String name : names) {
            removals.add(object.readSet(name), Optional.of(name));
            knownSets.add(name);
        }
        unreadSets = List.of();
    }

    /** Writes a set of removals as an object of its own, and returns its name. */
    String createSet(List<Removal> set) throws StoreException {
        String name = token + "-" + time.unique().substring(0, 8) + ".json";
        object.createSet(name, set);
        knownSets.add(name);
        return name;
    }

    /** Writes the lock anew, with the removals as they are when the write is made. */
    Outcome swap(State state) {
        for (int write = 0; write < WRITES && !lost; write++) {
            if (etag.isEmpty() && !found()) {
                return lost ? Outcome.LOST : Outcome.UNKNOWN;
            }
            try {
                put(state);
                return Outcome.DONE;
            } catch (StoreException e) {
                etag = Optional.empty();
                log.atDebug().addKeyValue("lock", object.key()).setCause(e)
                        .log("write of the lock is not known to have landed");
            }
        }
        return lost ? Outcome.LOST : Outcome.UNKNOWN;
    }

    /**
     * Gives the lock up: deletes it, or where removals are left, or the store has no conditional DELETE, writes that it is free.
     * After UNKNOWN it may be called again.
     */
    Outcome release() {
        if (lost || (etag.isEmpty() && !found())) {
            return lost ? Outcome.LOST : Outcome.UNKNOWN;
        }
        boolean nothingLeft = removals.isEmpty() && unreadSets.isEmpty();
        Outcome outcome = nothingLeft && context.conditionalDelete() ? delete(etag.get()) : free(nothingLeft);
        if (outcome == Outcome.DONE) {
            deleteSets();
        }
        return outcome;
    }

    private Outcome delete(String last) {
        try {
            object.delete(last);
            return Outcome.DONE;
        } catch (StoreException e) {
            log.atDebug().addKeyValue("lock", object.key()).setCause(e).log("lock is not known to be deleted");
            return switch (e.reason()) {
                case PRECONDITION_FAILED -> lose();
                case NOT_IMPLEMENTED -> {
                    context.withoutConditionalDelete();
                    yield free(true);
                }
                default -> Outcome.UNKNOWN;
            };
        }
    }

    private Outcome free(boolean nothingLeft) {
        try {
            String freed = put(State.FREE);
            if (nothingLeft) {
                context.freed(object.key(), freed);
            }
            return Outcome.DONE;
        } catch (StoreException e) {
            etag = Optional.empty();
            log.atDebug().addKeyValue("lock", object.key()).setCause(e).log("lock is not known to be free");
            return Outcome.UNKNOWN;
        }
    }

    /** A set is removed only after the lock has stopped naming it. */
    private void deleteSets() {
        Set<String> named = namedSets();
        for (String name : knownSets) {
            if (!named.contains(name)) {
                try {
                    object.deleteSet(name);
                } catch (StoreException e) {
                    log.atWarn().addKeyValue("set", name).setCause(e)
                            .log("set of removals is left over; 'pop3bridge check' clears it");
                }
            }
        }
    }

    /** Looks for the lock's ETag; if the lock is not ours any more, it is lost. */
    private boolean found() {
        try {
            if (object.look() instanceof Snapshot.Present(String seen, LockRecord lock, _)
                    && lock.token().equals(token)) {
                if (mayLand.contains(lock.nonce())) {
                    etag = Optional.of(seen);
                    return true;
                }
                undo(seen);
            }
            lose();
            return false;
        } catch (StoreException e) {
            log.atWarn().addKeyValue("lock", object.key()).setCause(e).log("lock cannot be looked at");
            return false;
        }
    }

    /**
     * An earlier write of ours has landed behind a later one. Only a create can do that, and only when others had the lock and gave it
     * up in between: so the lock is lost, and what stands there names no removals.
     */
    private void undo(String seen) {
        try {
            if (context.conditionalDelete()) {
                object.delete(seen);
            } else {
                object.swap(seen, new LockRecord(State.FREE, object.maildrop(), time.unique(), time.unique(),
                        context.config.lease().toMillis(), holder, since, List.of(), List.of()));
            }
        } catch (StoreException e) {
            log.atWarn().addKeyValue("lock", object.key()).setCause(e)
                    .log("a late lock of ours stands until it expires");
        }
    }

    private Outcome lose() {
        lost = true;
        return Outcome.LOST;
    }

    private String put(State state) throws StoreException {
        Deadline next = nextDeadline();
        LockRecord lock = written(state);
        String landed = object.swap(etag.orElseThrow(), lock);
        landed(lock, landed, next);
        return landed;
    }

    private LockRecord written(State state) {
        LockRecord lock = record(state);
        mayLand.add(lock.nonce());
        return lock;
    }

    private void landed(LockRecord lock, String landed, Deadline next) {
        mayLand.clear();
        mayLand.add(lock.nonce());
        etag = Optional.of(landed);
        deadline = next;
    }

    private Deadline nextDeadline() {
        Duration lease = context.config.lease();
        return new Deadline(time.nanos() + lease.toNanos(), time.wall().plus(lease));
    }

    /**
     * Returns the sets that the lock goes on naming: those with removals that are left, and those that could not be
     * read.
     */
    private Set<String> namedSets() {
        Set<String> named = new LinkedHashSet<>(removals.sets());
        named.addAll(unreadSets);
        return named;
    }

    private LockRecord record(State state) {
        return new LockRecord(state, object.maildrop(), token, time.unique(), context.config.lease().toMillis(), holder,
                since,
                removals.inline(), List.copyOf(namedSets()));
    }
}
