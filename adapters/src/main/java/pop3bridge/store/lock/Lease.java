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
 * The lock from the holding session's point of view. Makes all writes of the lock object, one at a time. The last known
 * ETag is the fence: a write succeeds only on the version that this session wrote last. Used by one thread at a time,
 * except {@link #lost} and {@link #overdue}, which are thread-safe.
 */
final class Lease {
    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    /** The maximum number of writes for one swap: the second fences the first, whatever its outcome. */
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

    /** The nonces of the last write known to have taken effect, and of all later writes, whose outcome is unknown. */
    private final Set<String> mayLand = new HashSet<>();
    private volatile Deadline deadline = new Deadline(0, Instant.MIN);
    private volatile boolean lost;

    /**
     * The time until which no other session can have taken the lock, on both clocks: the monotonic clock stops while
     * the machine is suspended.
     */
    private record Deadline(long nanos, Instant wall) {}

    /** The outcome of a write. */
    enum Outcome {
        /** The write has taken effect and will not be undone. */
        DONE,
        /** Another session holds the lock, or no session does. */
        LOST,
        /** The store has not confirmed the write, which may still take effect. */
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

    /** Returns the removals that the lock must keep listing. */
    Removals removals() {
        return removals;
    }

    /** Returns whether the lock was seen to be free or held by another session. */
    boolean lost() {
        return lost;
    }

    /** Returns whether the lease has expired since the last write, so that another session may have taken the lock. */
    boolean overdue() {
        Deadline last = deadline;
        return time.nanos() >= last.nanos() || !time.wall().isBefore(last.wall());
    }

    /** Creates the lock object, which must not exist. */
    void create() throws StoreException {
        names(List.of(), List.of());
        Deadline next = nextDeadline();
        LockRecord lock = written(State.HELD);
        landed(lock, object.create(lock), next);
    }

    /** Overwrites the version with this ETag. The lock keeps listing exactly the removals found in it. */
    void take(String seen, List<Removal> inline, List<String> sets) throws StoreException {
        names(inline, sets);
        etag = Optional.of(seen);
        put(State.HELD);
    }

    /** Replaces the removals found by an earlier attempt. */
    private void names(List<Removal> inline, List<String> sets) {
        removals.clear();
        removals.add(inline, Optional.empty());
        unreadSets = List.copyOf(sets);
    }

    /**
     * Reads the removal sets listed by the lock when it was taken. Only now can no other session delete one of them.
     */
    void loadSets() throws StoreException, ForeignException {
        List<String> names = unreadSets;
        for (String name : names) {
            removals.add(object.readSet(name), Optional.of(name));
            knownSets.add(name);
        }
        unreadSets = List.of();
    }

    /** Writes a deletion set as a separate object. Returns its name. */
    String createSet(List<Removal> set) throws StoreException {
        String name = token + "-" + time.unique().substring(0, 8) + ".json";
        object.createSet(name, set);
        knownSets.add(name);
        return name;
    }

    /** Overwrites the lock, with the removals outstanding at the time of the write. */
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
                        .log("not known whether the lock was written");
            }
        }
        return lost ? Outcome.LOST : Outcome.UNKNOWN;
    }

    /**
     * Releases the lock: deletes it, or overwrites it as free if removals are outstanding or the store does not support
     * conditional DELETE. May be called again after {@code UNKNOWN}.
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
            log.atDebug().addKeyValue("lock", object.key()).setCause(e).log("not known whether the lock was deleted");
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
            log.atDebug().addKeyValue("lock", object.key()).setCause(e).log("not known whether the lock was released");
            return Outcome.UNKNOWN;
        }
    }

    /** Deletes removal sets, only after the lock has stopped listing them. */
    private void deleteSets() {
        Set<String> named = namedSets();
        for (String name : knownSets) {
            if (!named.contains(name)) {
                try {
                    object.deleteSet(name);
                } catch (StoreException e) {
                    log.atWarn().addKeyValue("set", name).setCause(e)
                            .log("deletion set could not be deleted; 'pop3bridge check' deletes it later");
                }
            }
        }
    }

    /** Reads the lock's ETag. Marks the lock as lost if it is no longer ours. */
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
            log.atWarn().addKeyValue("lock", object.key()).setCause(e).log("lock cannot be read");
            return false;
        }
    }

    /**
     * Undoes one of our earlier writes that took effect after a later one. Only a create can do that, and only if other
     * sessions held and released the lock in between. The lock is therefore lost, and the current version lists no
     * removals.
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
                    .log("a delayed write created our lock again; it will expire");
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
     * Returns the removal sets that the lock must keep listing: those with outstanding removals, and those that could
     * not be read.
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
