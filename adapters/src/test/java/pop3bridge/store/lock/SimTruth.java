package pop3bridge.store.lock;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.lock.LockRecord.ForeignException;
import pop3bridge.store.lock.LockRecord.State;
import pop3bridge.store.lock.SimBucket.Stored;

/**
 * The actual state of the simulated world, regardless of what its processes know. Checks every change of the bucket and
 * every step of a session against the invariants.
 */
final class SimTruth implements SimBucket.Watcher {
    private static final int HISTORY = 400;

    /** The longest that a look and its answer are under way. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

    private final SimWorld world;
    private final String locks;
    private final String sets;
    private final Map<String, SimBucket.Stored> bucket;
    private final Deque<String> history = new ArrayDeque<>();
    private final Set<Removal> markedAtQuit = new HashSet<>();
    private final Set<Removal> acknowledged = new HashSet<>();
    private final Set<String> refusedKeys = new HashSet<>();
    private final Set<Removal> refused = new HashSet<>();
    private final Map<String, Held> sessions = new HashMap<>();
    private final Map<String, Long> lastLockWrite = new HashMap<>();
    private final Set<String> tokens = new HashSet<>();
    private final Set<String> late = new HashSet<>();
    private final Removers removers;
    long lockWrites;
    long removed;

    /** A session that was told that it has the maildrop. */
    private record Held(String lock, SimWorld.Program process, Set<Removal> listed, long since) {}

    /** Who is at removing what. */
    interface Removers {
        void remover(String key, SimWorld.Program process);

        void settled(String key);

        /** A process has decided removals and is about to carry them out. */
        void committed(SimWorld.Program process);
    }

    /** What must never be. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    SimTruth(SimWorld world, String controlPrefix, Map<String, Stored> bucket, Removers removers) {
        this.removers = removers;
        this.world = world;
        this.locks = controlPrefix + "locks/";
        this.sets = controlPrefix + "sets/";
        this.bucket = bucket;
    }

    void note(String text) {
        history.add(TimeUnit.NANOSECONDS.toMillis(world.now()) + " ms: " + text);
        if (history.size() > HISTORY) {
            history.remove();
        }
    }

    List<String> history() {
        return new ArrayList<>(history);
    }

    private Violation violation(String invariant) {
        note("VIOLATION " + invariant);
        return new Violation(invariant);
    }

    @Override
    public void put(String key, @Nullable Stored before, byte[] body, Optional<SimWorld.Program> process, long sentAt) {
        if (key.startsWith(locks)) {
            LockRecord next = decode(body);
            lockWrites++;
            boolean known = !tokens.add(next.token());
            tookOver(key, before, next);
            lastLockWrite.put(key, world.now());
            note("lock " + key.substring(key.length() - 10) + " <- " + next.state() + " " + next.holder() + " removals "
                    + next.removals().size() + " sets " + next.sets().size());
            if (before != null) {
                LockRecord last = decode(before.body());
                Set<Removal> grown = new HashSet<>(named(next));
                grown.removeAll(named(last));
                grown.forEach(removal -> process.ifPresent(committer -> removers.remover(removal.key(), committer)));
                if (!grown.isEmpty()) {
                    process.ifPresent(removers::committed);
                }
                if (!grown.isEmpty() && !last.token().equals(next.token())) {
                    throw violation("2: a commit swaps a version that this session itself wrote");
                }
                shrunk(named(last), named(next));
            } else if (next.state() != State.HELD || sentInSession(next, sentAt)) {
                throw violation("2: a lock is created anew by a session that had it");
            } else if (known) {
                late.add(next.nonce());
            }
        } else if (!key.startsWith(sets)) {
            note("mail " + key + " delivered");
        }
    }

    @Override
    public void delete(String key, Stored before, SimWorld.Program process) {
        if (key.startsWith(locks)) {
            lastLockWrite.put(key, world.now());
            note("lock " + key.substring(key.length() - 10) + " deleted");
            shrunk(named(decode(before.body())), Set.of());
        } else if (!key.startsWith(sets)) {
            Removal identity = before.identity(key);
            removed++;
            note("mail " + key + " removed");
            if (!markedAtQuit.contains(identity)) {
                throw violation("1: what is removed was marked by a session that sent QUIT: " + key);
            }
            sessions.forEach((session, held) -> {
                if (held.listed().contains(identity) && stillHas(session, held) && held.process() != process) {
                    throw violation(
                            "6: while a session holds an unlost lock nobody else removes what it listed: " + key);
                }
            });
        }
    }

    @Override
    public boolean refuses(String key) {
        return refusedKeys.contains(key);
    }

    private void shrunk(Set<Removal> last, Set<Removal> next) {
        for (Removal removal : last) {
            if (!next.contains(removal)) {
                removers.settled(removal.key());
            }
            if (!next.contains(removal) && isThere(removal) && !refusedKeys.contains(removal.key())) {
                throw violation("4: removals shrink only by keys seen gone, replaced or refused: " + removal.key());
            }
        }
    }

    private boolean isThere(Removal removal) {
        Stored stored = bucket.get(removal.key());
        return stored != null && stored.identity(removal.key()).equals(removal);
    }

    private Set<Removal> named(LockRecord lock) {
        Set<Removal> named = new HashSet<>(lock.removals());
        for (String set : lock.sets()) {
            Stored stored = bucket.get(sets + set);
            if (stored == null) {
                throw violation("a lock names a set that is not there");
            }
            try {
                named.addAll(LockRecord.decodeSet(stored.body()));
            } catch (ForeignException e) {
                throw new IllegalStateException(e);
            }
        }
        return named;
    }

    private static LockRecord decode(byte[] body) {
        try {
            return LockRecord.decode(body);
        } catch (ForeignException e) {
            throw new IllegalStateException(new String(body, StandardCharsets.UTF_8), e);
        }
    }

    /** A lock is taken from another process only when it has not been renewed for its lease. */
    private void tookOver(String key, @Nullable Stored before, LockRecord next) {
        if (before == null) {
            return;
        }
        LockRecord last = decode(before.body());
        if (last.state() != State.FREE && !instance(last).equals(instance(next))
                && world.now() - lastLockWrite.getOrDefault(key, 0L) < TimeUnit.MILLISECONDS
                        .toNanos(last.leaseMillis())) {
            throw violation("9: a lock is taken over before its lease has run out");
        }
    }

    private static String instance(LockRecord lock) {
        return lock.holder().substring(0, lock.holder().lastIndexOf('/'));
    }

    private boolean sentInSession(LockRecord lock, long sentAt) {
        Held held = sessions.get(lock.holder().substring(lock.holder().lastIndexOf('/') + 1));
        return held != null && sentAt > held.since();
    }

    private boolean stillHas(String session, Held held) {
        Stored lock = bucket.get(held.lock());
        return lock != null && decode(lock.body()).holder().endsWith("/" + session);
    }

    /** Whether the lock says that this session has it, and not by a create that has landed behind a later write. */
    boolean hasLock(String lock, String session) {
        Stored stored = bucket.get(lock);
        if (stored == null) {
            return false;
        }
        LockRecord says = decode(stored.body());
        return says.holder().endsWith("/" + session) && says.state() != State.FREE && !late.contains(says.nonce());
    }

    /** What no session that logs in from now on may be shown. */
    Set<Removal> acknowledgedSoFar() {
        return new HashSet<>(acknowledged);
    }

    void opened(String session, String lock, SimWorld.Program process, Set<Removal> visible,
            Set<Removal> acknowledgedBefore) {
        note("session " + session + " sees " + visible.size() + " messages");
        for (Removal message : visible) {
            if (acknowledgedBefore.contains(message) && !refused.contains(message)) {
                throw violation(
                        "3: a session is shown what was acknowledged as removed before it logged in: " + message.key());
            }
        }
        sessions.put(session, new Held(lock, process, visible, world.now()));
    }

    void quitSent(String session, Set<Removal> marked) {
        note("session " + session + " QUIT with " + marked.size() + " marked");
        markedAtQuit.addAll(marked);
    }

    void acknowledge(String session, Set<Removal> marked) {
        note("session " + session + " +OK");
        acknowledged.addAll(marked);
    }

    void ended(String session) {
        sessions.remove(session);
    }

    void refuse(String key) {
        refusedKeys.add(key);
        Stored stored = bucket.get(key);
        if (stored != null) {
            refused.add(stored.identity(key));
        }
    }

    void lost(String session, String lock) {
        note("session " + session + " lost its lock");
        if (hasLock(lock, session)) {
            throw violation("8: a session fails with \"lost\" while its token is in the lock");
        }
    }

    /**
     * A login was refused.
     *
     * @param ranSince since when its process has run without a pause: what it saw is no older than that
     */
    void inUse(String session, String lock, long quietSince, long longest, long ranSince) {
        note("session " + session + " IN-USE " + lock.substring(lock.length() - 10));
        long landed = lastLockWrite.getOrDefault(lock, 0L);
        if (hasLock(lock, session) && landed > ranSince && world.now() - landed > LOOK) {
            throw violation("8: a session fails with \"in use\" while its token is in the lock");
        }
        long last = Math.max(landed, quietSince);
        if (world.now() - last > longest) {
            throw violation("7: a waiting login gets in within the lease and 4 s");
        }
    }

    /** At the end, with a store that answers and after logins: nothing decided is left undone. */
    void finished() {
        for (Map.Entry<String, Stored> object : bucket.entrySet()) {
            if (object.getKey().startsWith(locks)) {
                LockRecord lock = decode(object.getValue().body());
                if (lock.state() != State.FREE || !named(lock).isEmpty()) {
                    throw violation("5: every set is finished: " + lock);
                }
            } else if (acknowledged.contains(object.getValue().identity(object.getKey()))
                    && !refusedKeys.contains(object.getKey())) {
                throw violation("5: an acknowledged removal was never carried out: " + object.getKey());
            }
        }
    }
}
