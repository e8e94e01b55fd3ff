package pop3bridge.store;

import java.util.List;
import java.util.Optional;

/**
 * One bucket of an object store, with the operations that pop3bridge needs. Implementations are thread-safe; every
 * method blocks. ETags are opaque: callers pass them back unchanged.
 */
public interface ObjectStore {
    /**
     * Returns one page of the objects directly under a prefix, those whose key contains no {@code /} after it, in the
     * store's order.
     *
     * @param token empty for the first page, then the last page's {@link Page#next()}
     */
    Page list(String prefix, Optional<String> token) throws StoreException;

    /**
     * Returns one page of the objects directly under a prefix, beginning after a key. Some stores ignore the key, and
     * others have no order in which one comes after another: the caller must compare.
     *
     * @param key need not exist
     */
    Page listAfter(String prefix, String key) throws StoreException;

    /**
     * Opens an object for reading.
     *
     * @param ifMatch the ETag that the object must still have
     * @throws StoreException {@code NOT_FOUND}; {@code PRECONDITION_FAILED} if the object has another ETag
     */
    Download get(String key, Range range, Optional<String> ifMatch) throws StoreException;

    /**
     * Writes an object, once: a request whose response is lost is not repeated.
     *
     * @return the new ETag
     * @throws StoreException {@code PRECONDITION_FAILED} and {@code CONFLICT} if nothing was written, {@code NOT_FOUND}
     * if the object to replace does not exist; after {@code UNAVAILABLE} the outcome is unknown
     */
    String put(String key, byte[] body, Condition condition) throws StoreException;

    /**
     * Writes an object like {@link #put}, but delays the end of the body, to test how a store handles concurrent
     * writers. An implementation that cannot do this sends nothing before {@code halfway} returns.
     *
     * @param halfway called when the request headers have been sent and the body has not
     */
    default String putHeld(String key, byte[] body, Condition condition, Runnable halfway) throws StoreException {
        halfway.run();
        return put(key, body, condition);
    }

    /**
     * Copies an object within the bucket; overwrites the target.
     *
     * @param etag the ETag that the object must still have
     * @throws StoreException {@code NOT_FOUND}; {@code PRECONDITION_FAILED} if the object has another ETag
     */
    void copy(String key, String etag, String target) throws StoreException;

    /**
     * Deletes an object, once. An object that does not exist counts as deleted, regardless of the condition.
     *
     * @throws StoreException {@code PRECONDITION_FAILED} if the object has another ETag, {@code NOT_IMPLEMENTED} if the
     * store does not support conditions here, such as LocalStack; after {@code UNAVAILABLE} the outcome is unknown
     */
    void delete(String key, Condition condition) throws StoreException;

    /**
     * Deletes up to 1000 objects. Objects that do not exist count as deleted. Some stores ignore the ETags.
     *
     * @return the objects that were not deleted, each with the reason
     * @throws StoreException if the request failed as a whole
     */
    List<Refusal> deleteBatch(List<Target> targets) throws StoreException;

    /**
     * Asks the store to make an archived object readable for a while. If that was asked before, nothing happens. The store needs
     * minutes or hours for it.
     *
     * @throws StoreException {@code NOT_FOUND}; {@code NOT_IMPLEMENTED} if the store archives nothing
     */
    default void restore(String key, Restore how) throws StoreException {
        throw new StoreException(StoreException.Reason.NOT_IMPLEMENTED, "RESTORE: nothing is archived here");
    }

    /**
     * How an archived object is made readable.
     *
     * @param days how long it is readable then
     */
    record Restore(int days, Tier tier) {
        /** How fast, and at what price. */
        public enum Tier {
            /** Minutes; not for every storage class. */
            EXPEDITED,
            /** Hours. */
            STANDARD,
            /** The cheapest, and up to two days. */
            BULK
        }
    }

    /** The condition of a request on the existing object. */
    sealed interface Condition {
        /** No condition. */
        record Always() implements Condition {}

        /** No object has this key ({@code If-None-Match: *}). */
        record Absent() implements Condition {}

        /** The object has this ETag ({@code If-Match}). */
        record Matches(String etag) implements Condition {}

        static Condition always() {
            return new Always();
        }

        static Condition absent() {
            return new Absent();
        }

        static Condition matches(String etag) {
            return new Matches(etag);
        }
    }

    /**
     * The part of an object to read.
     *
     * @param first the offset of the first octet, from 0
     * @param length the number of octets; {@link Long#MAX_VALUE} for all that follow
     */
    record Range(long first, long length) {
        /** The whole object. */
        public static final Range ALL = new Range(0, Long.MAX_VALUE);
    }

    /**
     * A page of a listing.
     *
     * @param next the token of the next page; empty on the last page
     */
    record Page(List<Entry> entries, Optional<String> next) {}

    /**
     * One object in a batch.
     *
     * @param etag the ETag that the object must still have; empty for any
     */
    record Target(String key, Optional<String> etag) {
        /** Returns a target with any ETag. */
        public static Target of(String key) {
            return new Target(key, Optional.empty());
        }
    }

    /** The reason why one object in a batch was not deleted. */
    record Refusal(String key, StoreException.Reason reason) {}
}
