package pop3bridge.store.maildrop;

import java.util.Optional;
import java.util.Set;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.UnreadableException.Cause;

/**
 * Opens the objects behind messages: the very object that the listing names, whole, and in octets that a mail client can read.
 *
 * @param encrypted the keys of messages that have an instruction file of the S3 Encryption Client beside them
 */
record MessageReader(ObjectStore store, Set<String> encrypted) {
    /**
     * Opens a whole message.
     *
     * @throws StoreException if the store does not answer now, or answers with something else than the listing names
     * @throws UnreadableException if this message cannot be read for good
     */
    Download whole(Entry message) throws StoreException, UnreadableException {
        return open(message, Range.ALL, message.size());
    }

    /**
     * Opens a part of a message, which ends with the message at the latest.
     *
     * @param first its first octet, counted from 0
     * @throws StoreException as for {@link #whole}
     * @throws UnreadableException as for {@link #whole}
     */
    Download piece(Entry message, long first, long length) throws StoreException, UnreadableException {
        return open(message, new Range(first, length), Math.min(length, message.size() - first));
    }

    private Download open(Entry message, Range range, long expected) throws StoreException, UnreadableException {
        if (encrypted.contains(message.key())) {
            throw new UnreadableException(Cause.ENCRYPTED);
        }
        Download download = get(message, range);
        boolean good = false;
        try {
            if (download.encoding().isPresent()) {
                throw new UnreadableException(switch (download.encoding().get()) {
                    case COMPRESSED -> Cause.COMPRESSED;
                    case FRAMED -> Cause.FRAMED;
                    case ENCRYPTED -> Cause.ENCRYPTED;
                });
            }
            if (download.length() != expected) {
                throw new StoreException(Reason.UNAVAILABLE, "GET: " + download.length() + " octets where the listing"
                        + " promises " + expected + " under the same ETag");
            }
            good = true;
            return download;
        } finally {
            if (!good) {
                download.close();
            }
        }
    }

    private Download get(Entry message, Range range) throws StoreException, UnreadableException {
        try {
            return store.get(message.key(), range, Optional.of(message.etag()));
        } catch (StoreException e) {
            Optional<Cause> cause = cause(e.reason());
            if (cause.isEmpty()) {
                throw e;
            }
            throw new UnreadableException(cause.get(), e);
        }
    }

    /** What concerns this object alone and does not pass; empty for trouble that says nothing about the object. */
    private static Optional<Cause> cause(Reason reason) {
        return switch (reason) {
            case ARCHIVED -> Optional.of(Cause.ARCHIVED);
            case DENIED -> Optional.of(Cause.DENIED);
            case KEY -> Optional.of(Cause.KEY);
            case NOT_FOUND -> Optional.of(Cause.NOT_FOUND);
            case PRECONDITION_FAILED -> Optional.of(Cause.PRECONDITION_FAILED);
            case REJECTED, NOT_IMPLEMENTED -> Optional.of(Cause.REJECTED);
            case NO_BUCKET, CONFLICT, CREDENTIALS, CLOCK, REGION, THROTTLED, UNAVAILABLE -> Optional.empty();
        };
    }
}
