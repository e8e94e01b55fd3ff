package pop3bridge.store.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.SimStore.Faults;

/** One simulated client's session: what it does with the maildrop, and what it tells {@link SimTruth}. */
final class SimSession {
    private final SimWorld world;
    private final SimTruth truth;
    private final SimNode node;
    private final String id;
    private final String prefix;
    private final boolean last;
    private final String lockKey;

    /** @param last whether it only looks and leaves, as the last session of a run does */
    SimSession(SimWorld world, SimTruth truth, SimNode node, String id, String prefix, boolean last) {
        this.world = world;
        this.truth = truth;
        this.node = node;
        this.id = id;
        this.prefix = prefix;
        this.last = last;
        this.lockKey = MaildropLocks.key(LockSimulation.CONTROL, LockSimulation.BUCKET, prefix);
    }

    /**
     * Runs the session; a crash of its process ends it anywhere.
     *
     * @param quietSince since when the store has had no faults, in nanoseconds of the simulated world
     * @return whether it got the lock
     */
    boolean run(LongSupplier quietSince) {
        Set<Removal> acknowledged = truth.acknowledgedSoFar();
        SimWorld.Program process = node.process();
        long begin = world.now();
        MaildropLock lock;
        try {
            lock = node.locks().acquire(node.store(), LockSimulation.BUCKET, prefix, id);
        } catch (MaildropException e) {
            if (e.reason() == MaildropException.Reason.IN_USE) {
                long quiet = Math.max(quietSince.getAsLong(), node.quietSince());
                truth.inUse(id, lockKey, node.mode().clock() ? quiet : Math.max(quiet, begin), longestWait(),
                        node.quietSince());
            }
            return false;
        }
        try {
            use(process, lock, acknowledged);
        } finally {
            truth.ended(id);
        }
        return true;
    }

    /** Without the store's clock it is counted from the first look that was answered; the one before it may have been lost. */
    private long longestWait() {
        return (node.mode().clock()
                ? LockSimulation.LEASE.plusSeconds(4)
                : LockSimulation.LEASE.plusSeconds(6).plus(Faults.NONE.timeout())).toNanos();
    }

    private void use(SimWorld.Program process, MaildropLock lock, Set<Removal> acknowledged) {
        Optional<List<Entry>> listing = list(node.store(), prefix);
        if (listing.isEmpty()) {
            lock.release();
            return;
        }
        List<Entry> visible = lock.visible(listing.get());
        Set<Removal> identities = new HashSet<>();
        visible.forEach(entry -> identities.add(Removal.of(entry)));
        truth.opened(id, lockKey, process, identities, acknowledged);
        Set<Entry> marked = new HashSet<>();
        int commands = last ? 0 : world.random.nextInt(5);
        for (int i = 0; i < commands; i++) {
            node.time().sleep(Duration.ofMillis(
                    world.random.nextInt(10) == 0 ? world.random.nextInt(90_000) : world.random.nextInt(3000)));
            try {
                lock.use();
            } catch (MaildropException e) {
                failed(lock);
                return;
            }
            visible.stream().filter(_ -> world.random.nextInt(3) == 0).forEach(marked::add);
        }
        if (!last && world.random.nextInt(4) == 0) {
            truth.note("session " + id + " drops");
            lock.release();
            return;
        }
        quit(lock, List.copyOf(marked));
    }

    private void quit(MaildropLock lock, List<Entry> marked) {
        Set<Removal> removals = new HashSet<>();
        marked.forEach(entry -> removals.add(Removal.of(entry)));
        truth.quitSent(id, removals);
        if (!marked.isEmpty()) {
            try {
                lock.remove(marked);
            } catch (MaildropException e) {
                failed(lock);
                return;
            }
        }
        lock.release();
        truth.acknowledge(id, removals);
    }

    private void failed(MaildropLock lock) {
        if (lock.lost()) {
            truth.lost(id, lockKey);
        }
        truth.ended(id);
        lock.release();
    }

    private static Optional<List<Entry>> list(ObjectStore store, String prefix) {
        List<Entry> entries = new ArrayList<>();
        Optional<String> next = Optional.empty();
        try {
            do {
                ObjectStore.Page page = store.list(prefix, next);
                entries.addAll(page.entries());
                next = page.next();
            } while (next.isPresent());
            return Optional.of(entries);
        } catch (StoreException e) {
            return Optional.empty();
        }
    }
}
