package pop3bridge.store.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.LockObject.Snapshot;
import pop3bridge.store.lock.LockRecord.ForeignException;
import pop3bridge.store.lock.LockRecord.State;
import pop3bridge.store.time.SystemTimeline;
import pop3bridge.store.time.Timeline;

/** Lock operations for operators: lists the locks, and releases those that no session will release. */
public final class LockAdmin {
    private static final Duration OLD = Duration.ofDays(1);

    private final Timeline time;
    private final ObjectStore store;
    private final String bucket;
    private final String controlPrefix;

    public LockAdmin(ObjectStore store, String bucket, String controlPrefix) {
        this(new SystemTimeline(), store, bucket, controlPrefix);
    }

    LockAdmin(Timeline time, ObjectStore store, String bucket, String controlPrefix) {
        this.time = time;
        this.store = store;
        this.bucket = bucket;
        this.controlPrefix = controlPrefix;
    }

    /** A lock object as found in the bucket. */
    public sealed interface Found {
        /** Returns the key of the object. */
        String key();

        /**
         * A lock that this program can read, including all its removal sets.
         *
         * @param etag its version: only this version is released
         * @param state {@code held}, {@code committing} or {@code free}
         * @param holder host/process/instance/session
         * @param lease how long it excludes other sessions after its last write
         * @param age the time since its last write, by the store's clock; empty if the store does not report it
         * @param removals the pending removals, which the next session completes
         */
        record Lock(String key, String etag, String maildrop, String state, String holder, String since,
                Duration lease, Optional<Duration> age, Set<Removal> removals) implements Found {
            /** Returns whether it was not renewed in time, so that the next login takes it over. */
            public boolean expired() {
                return age.isPresent() && age.get().compareTo(lease.plus(LockRecord.GRACE)) >= 0;
            }

            /** Returns whether no session holds it. */
            public boolean free() {
                return state.equals(label(State.FREE));
            }
        }

        /**
         * An object that is not this maildrop's lock, or that refers to a deletion set that cannot be read. No session
         * changes it.
         */
        record Foreign(String key, String etag, String why) implements Found {}
    }

    private static String label(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Returns all locks, including free ones. */
    public List<Found> all() throws StoreException {
        List<Found> found = new ArrayList<>();
        for (Entry entry : entries(controlPrefix + "locks/")) {
            find(entry.key()).ifPresent(found::add);
        }
        return found;
    }

    /** Returns the lock of a maildrop in this bucket, if there is one. */
    public Optional<Found> of(String prefix) throws StoreException {
        return find(MaildropLocks.key(controlPrefix, bucket, prefix));
    }

    /**
     * Releases a lock as found. Its pending removals stay committed: the next session completes them.
     *
     * @throws StoreException {@code PRECONDITION_FAILED} or {@code NOT_FOUND} if it has changed since
     */
    public void free(Found.Lock found) throws StoreException {
        LockObject object = object(found.key(), found.maildrop());
        if (!(object.look() instanceof Snapshot.Present(String etag, LockRecord lock, _))
                || !etag.equals(found.etag())) {
            throw new StoreException(Reason.PRECONDITION_FAILED, "the lock has changed");
        }
        object.swap(etag, free(lock.maildrop(), lock.holder(), lock.since(), lock.leaseMillis(), lock.removals(),
                lock.sets()));
    }

    /**
     * Replaces the object at the key of a maildrop's lock with a free lock without pending deletions. Messages whose
     * removal was acknowledged may reappear.
     *
     * @throws StoreException {@code PRECONDITION_FAILED} or {@code NOT_FOUND} if it has changed since
     */
    public void discard(String prefix, Found.Foreign found) throws StoreException {
        String maildrop = MaildropLocks.address(bucket, prefix);
        object(MaildropLocks.key(controlPrefix, bucket, prefix), maildrop).swap(found.etag(),
                free(maildrop, "operator", "", 1, List.of(), List.of()));
    }

    /**
     * Deletes removal sets that are older than a day and that no lock lists. They were left behind by sessions that
     * failed between two requests.
     *
     * @return how many sets were deleted; empty if a lock cannot be read and may list any of them
     */
    public Optional<Integer> clearSets() throws StoreException {
        List<Entry> sets = entries(controlPrefix + "sets/");
        Set<String> named = new HashSet<>();
        for (Entry entry : sets.isEmpty() ? List.<Entry>of() : entries(controlPrefix + "locks/")) {
            try (Download download = store.get(entry.key(), Range.ALL, Optional.empty())) {
                named.addAll(LockRecord.decode(download.readAll(LockObject.LOCK_LIMIT)).sets());
            } catch (ForeignException | IOException _) {
                return Optional.empty();
            } catch (StoreException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
            }
        }
        int cleared = 0;
        for (Entry set : sets) {
            if (!named.contains(set.key().substring(set.key().lastIndexOf('/') + 1)) && old(set)) {
                store.delete(set.key(), Condition.always());
                cleared++;
            }
        }
        return Optional.of(cleared);
    }

    /** Returns whether a set is older than a day by the store's clock. A lock may be about to list a newer set. */
    private boolean old(Entry set) throws StoreException {
        try (Download download = store.get(set.key(), Range.ALL, Optional.of(set.etag()))) {
            return download.age().isPresent() && download.age().get().compareTo(OLD) > 0;
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND || e.reason() == Reason.PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    private LockRecord free(String maildrop, String holder, String since, long leaseMillis,
            List<Removal> removals, List<String> sets) {
        return new LockRecord(State.FREE, maildrop, time.unique(), time.unique(),
                leaseMillis, holder, since, removals, sets);
    }

    private List<Entry> entries(String prefix) throws StoreException {
        List<Entry> entries = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ObjectStore.Page page = store.list(prefix, next);
            // SeaweedFS stores the folder itself as an object.
            page.entries().stream().filter(entry -> !entry.key().equals(prefix)).forEach(entries::add);
            next = page.next();
        } while (next.isPresent());
        return entries;
    }

    private LockObject object(String key, String maildrop) {
        return new LockObject(store, controlPrefix, key, maildrop);
    }

    private boolean belongs(LockRecord lock, String key) {
        String inBucket = MaildropLocks.address(bucket, "");
        return lock.maildrop().startsWith(inBucket)
                && MaildropLocks.key(controlPrefix, bucket, lock.maildrop().substring(inBucket.length())).equals(key);
    }

    private Optional<Found> find(String key) throws StoreException {
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            return Optional.of(read(key, download));
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Found read(String key, Download download) throws StoreException {
        try {
            if (download.length() > LockObject.LOCK_LIMIT) {
                return new Found.Foreign(key, download.etag(), "too large");
            }
            LockRecord lock = LockRecord.decode(download.readAll(LockObject.LOCK_LIMIT));
            if (!belongs(lock, key)) {
                return new Found.Foreign(key, download.etag(), "lock of another maildrop");
            }
            Set<Removal> removals = new HashSet<>(lock.removals());
            for (String set : lock.sets()) {
                removals.addAll(object(key, lock.maildrop()).readSet(set));
            }
            return new Found.Lock(key, download.etag(), lock.maildrop(), label(lock.state()), lock.holder(),
                    lock.since(), Duration.ofMillis(lock.leaseMillis()), download.age(), removals);
        } catch (ForeignException e) {
            return new Found.Foreign(key, download.etag(), e.why());
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "lock could not be read completely", e);
        }
    }
}
