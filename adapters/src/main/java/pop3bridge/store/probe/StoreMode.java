package pop3bridge.store.probe;

/**
 * The optional capabilities that a store was found to have. Conditional create and replace are required and not listed
 * here.
 *
 * @param conditionalDelete whether DELETE supports a condition on the ETag: a lock is then released by deleting it,
 * otherwise by overwriting it as free
 * @param batchEtag whether a batch deletion checks the ETag of each key
 * @param clock whether Date and Last-Modified of a response give the age of an object
 */
public record StoreMode(boolean conditionalDelete, boolean batchEtag, boolean clock) {
    /** Returns the capabilities that both have. */
    public StoreMode and(StoreMode other) {
        return new StoreMode(conditionalDelete && other.conditionalDelete, batchEtag && other.batchEtag,
                clock && other.clock);
    }
}
