package pop3bridge.store.probe;

/**
 * What a store has been found to enforce besides conditional create and swap, without which there is no lock.
 *
 * @param conditionalDelete DELETE with an ETag: then a lock is released by deleting it, else by writing that it is free
 * @param batchEtag an ETag for each key of a batch of deletions
 * @param clock the age of an object can be told from Date and Last-Modified of one answer
 */
public record StoreMode(boolean conditionalDelete, boolean batchEtag, boolean clock) {}
