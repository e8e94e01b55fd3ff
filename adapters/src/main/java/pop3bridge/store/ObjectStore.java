package pop3bridge.store;

import java.util.List;
import java.util.Optional;

/**
 * One bucket of an object store: the few operations that the bridge needs. Implementations are safe for use by many threads;
 * every method blocks. Conditions and ETags are opaque: an ETag is handed back as it was returned.
 */
public interface ObjectStore {
    /**
     * One page of the objects directly under a prefix: those whose key has no {@code /} after it. The order is the store's.
     *
     * @param token empty for the first page, then the last page's {@link Page#next()}
     */
    Page list(String prefix, Optional<String> token) throws StoreException;

    /**
     * Opens an object for reading.
     *
     * @param ifMatch the ETag that the object must still have
     * @throws StoreException {@code NOT_FOUND}; {@code PRECONDITION_FAILED} if the object has another ETag
     */
    Download get(String key, Range range, Optional<String> ifMatch) throws StoreException;

    /**
     * Writes an object, once: a request whose answer is lost is not repeated.
     *
     * @return the new ETag
     * @throws StoreException {@code PRECONDITION_FAILED} and {@code CONFLICT} if nothing was written, {@code NOT_FOUND} if the
     *     object to replace is not there; after {@code UNAVAILABLE} it is unknown whether it was written
     */
    String put(String key, byte[] body, Condition condition) throws StoreException;

    /**
     * Writes an object like {@link #put}, but holds the end of the body back: for trying what a store does when several writers are
     * at it at once. Where a body cannot be held back, nothing is written before.
     *
     * @param halfway called when the head of the request is out and the body is not
     */
    default String putHeld(String key, byte[] body, Condition condition, Runnable halfway) throws StoreException {
        halfway.run();
        return put(key, body, condition);
    }

    /**
     * Copies an object within the bucket, onto whatever is there.
     *
     * @param etag the ETag that the object must still have
     * @throws StoreException {@code NOT_FOUND}; {@code PRECONDITION_FAILED} if the object has another ETag
     */
    void copy(String key, String etag, String target) throws StoreException;

    /**
     * Deletes an object, once. An object that is not there counts as deleted, whatever the condition.
     *
     * @throws StoreException {@code PRECONDITION_FAILED} if the object has another ETag, {@code NOT_IMPLEMENTED} if the store
     *     knows no conditions here, as LocalStack does not; after {@code UNAVAILABLE} it is unknown whether it was deleted
     */
    void delete(String key, Condition condition) throws StoreException;

    /**
     * Deletes up to 1000 objects. Objects that are not there count as deleted. Whether an ETag is looked at is the store's affair.
     *
     * @return those that were not deleted, with the reason of each
     * @throws StoreException if the request failed as a whole
     */
    List<Refusal> deleteBatch(List<Target> targets) throws StoreException;

    /** What a request asks of the object that is there before it. */
    sealed interface Condition {
        /** No condition. */
        record Always() implements Condition {}

        /** There is no object with this key ({@code If-None-Match: *}). */
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
     * Which octets of an object to read.
     *
     * @param first the first octet, counted from 0
     * @param length how many octets; {@link Long#MAX_VALUE} for all that follow
     */
    record Range(long first, long length) {
        /** The whole object. */
        public static final Range ALL = new Range(0, Long.MAX_VALUE);
    }

    /**
     * A page of a listing.
     *
     * @param next the token of the page that follows; empty at the end
     */
    record Page(List<Entry> entries, Optional<String> next) {}

    /**
     * One object of a batch.
     *
     * @param etag the ETag that the object must still have; empty for any
     */
    record Target(String key, Optional<String> etag) {
        /** Whatever its ETag. */
        public static Target of(String key) {
            return new Target(key, Optional.empty());
        }
    }

    /** Why one object of a batch was not deleted. */
    record Refusal(String key, StoreException.Reason reason) {}
}
