package pop3bridge.store.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.LockRecord.ForeignException;

/** The lock object of one maildrop, and its removal sets. */
final class LockObject {
    /** The maximum size of a lock, in octets. */
    static final int LOCK_LIMIT = 1024 * 1024;

    private static final int SET_LIMIT = 256 * 1024 * 1024;

    private final ObjectStore store;
    private final String key;
    private final String setsPrefix;
    private final String maildrop;

    static String setsPrefix(String controlPrefix) {
        return controlPrefix + "sets/";
    }

    LockObject(ObjectStore store, String controlPrefix, String key, String maildrop) {
        this.store = store;
        this.key = key;
        this.setsPrefix = setsPrefix(controlPrefix);
        this.maildrop = maildrop;
    }

    /** The result of reading the lock. It shows which writes have taken effect, not which will last. */
    sealed interface Snapshot {
        /** The lock object does not exist. */
        record Absent() implements Snapshot {}

        /**
         * The lock object exists.
         *
         * @param age the time since its last write, by the store's clock; empty if the store does not report it
         */
        record Present(String etag, LockRecord lock, Optional<Duration> age) implements Snapshot {}

        /** The object is not this maildrop's lock, or this program cannot read it. */
        record Foreign(String why) implements Snapshot {}
    }

    String key() {
        return key;
    }

    String maildrop() {
        return maildrop;
    }

    Snapshot look() throws StoreException {
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            if (download.length() > LOCK_LIMIT) {
                return new Snapshot.Foreign("larger than " + LOCK_LIMIT + " octets");
            }
            LockRecord lock = LockRecord.decode(download.readAll(LOCK_LIMIT));
            return lock.maildrop().equals(maildrop)
                    ? new Snapshot.Present(download.etag(), lock, download.age())
                    : new Snapshot.Foreign("lock of another maildrop");
        } catch (ForeignException e) {
            return new Snapshot.Foreign(e.why());
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return new Snapshot.Absent();
            }
            throw e;
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "lock could not be read completely", e);
        }
    }

    /** Returns the new ETag. */
    String create(LockRecord lock) throws StoreException {
        return store.put(key, lock.encode(), Condition.absent());
    }

    /** Returns the new ETag. */
    String swap(String etag, LockRecord lock) throws StoreException {
        return store.put(key, lock.encode(), Condition.matches(etag));
    }

    void delete(String etag) throws StoreException {
        store.delete(key, Condition.matches(etag));
    }

    void createSet(String name, List<Removal> removals) throws StoreException {
        store.put(setsPrefix + name, LockRecord.encodeSet(removals), Condition.absent());
    }

    /**
     * Reads a deletion set that the lock refers to.
     *
     * @throws ForeignException if it does not exist or cannot be read: the committed removals are then unknown
     */
    List<Removal> readSet(String name) throws StoreException, ForeignException {
        try (Download download = store.get(setsPrefix + name, Range.ALL, Optional.empty())) {
            return LockRecord.decodeSet(download.readAll(SET_LIMIT));
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                throw new ForeignException("it refers to a deletion set that does not exist");
            }
            throw e;
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "deletion set could not be read completely", e);
        }
    }

    void deleteSet(String name) throws StoreException {
        store.delete(setsPrefix + name, Condition.always());
    }
}
