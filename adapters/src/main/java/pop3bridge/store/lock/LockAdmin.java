package pop3bridge.store.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.LockRecord.ForeignException;
import pop3bridge.store.lock.LockRecord.State;

/** Locks as an operator sees them: who holds what, and how to free what nobody will release. */
public final class LockAdmin {
    private static final int LIMIT = 1024 * 1024;

    private final ObjectStore store;
    private final String controlPrefix;

    public LockAdmin(ObjectStore store, String controlPrefix) {
        this.store = store;
        this.controlPrefix = controlPrefix;
    }

    /**
     * A lock object.
     *
     * @param etag its version: it is freed only while it is this one
     * @param lock what it says; empty if this program cannot read it
     * @param age how long ago it was written; empty if the store does not say
     */
    public record Found(String key, String etag, Optional<Holding> lock, Optional<Duration> age) {}

    /**
     * What a lock says.
     *
     * @param removals how many removals it names in itself; those in sets of their own come on top
     */
    public record Holding(String maildrop, String state, String holder, String since, Duration lease, int removals,
            int sets) {}

    /** All locks that are there, free ones too. */
    public List<Found> all() throws StoreException {
        List<Found> found = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ObjectStore.Page page = store.list(controlPrefix + "locks/", next);
            for (Entry entry : page.entries()) {
                find(entry.key()).ifPresent(found::add);
            }
            next = page.next();
        } while (next.isPresent());
        return found;
    }

    /** The lock of a maildrop, if there is one. */
    public Optional<Found> of(String bucket, String prefix) throws StoreException {
        return find(MaildropLocks.key(controlPrefix, bucket, prefix));
    }

    /**
     * Frees a lock as it was found. The removals that it names stay decided: the next session finishes them.
     *
     * @throws StoreException {@code PRECONDITION_FAILED} if it has changed since
     */
    public void free(Found found) throws StoreException {
        try (Download download = store.get(found.key(), Range.ALL, Optional.of(found.etag()))) {
            LockRecord lock = LockRecord.decode(download.readAll(LIMIT));
            LockRecord freed = new LockRecord(State.FREE, lock.maildrop(), UUID.randomUUID().toString(),
                    UUID.randomUUID().toString(),
                    lock.leaseMillis(), lock.holder(), lock.since(), lock.removals(), lock.sets());
            store.put(found.key(), freed.encode(), Condition.matches(found.etag()));
        } catch (ForeignException e) {
            throw new StoreException(Reason.REJECTED, "the lock cannot be read: " + e.why(), e);
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "the lock could not be read to its end", e);
        }
    }

    /**
     * Deletes a lock as it was found, with the removals that it names: messages whose removal was acknowledged may come back.
     *
     * @throws StoreException {@code PRECONDITION_FAILED} if it has changed since
     */
    public void discard(Found found) throws StoreException {
        try {
            store.delete(found.key(), Condition.matches(found.etag()));
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_IMPLEMENTED) {
                throw e;
            }
            store.delete(found.key(), Condition.always());
        }
    }

    private Optional<Found> find(String key) throws StoreException {
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            return Optional.of(new Found(key, download.etag(), holding(download), download.age()));
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Holding> holding(Download download) {
        try {
            LockRecord lock = LockRecord.decode(download.readAll(LIMIT));
            return Optional.of(new Holding(lock.maildrop(), lock.state().name().toLowerCase(Locale.ROOT), lock.holder(),
                    lock.since(),
                    Duration.ofMillis(lock.leaseMillis()), lock.removals().size(), lock.sets().size()));
        } catch (IOException | ForeignException _) {
            return Optional.empty();
        }
    }
}
