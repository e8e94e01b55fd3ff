package pop3bridge.store.maildrop;

import java.util.Optional;
import java.util.Set;
import org.slf4j.event.Level;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.UnreadableException.Cause;

/**
 * Opens the objects that contain messages. Ensures that an object is the listed version, complete, and readable for a
 * mail client.
 *
 * @param encrypted the keys of messages that have an instruction file of the S3 Encryption Client
 * @param archive restores messages that are archived
 */
record MessageReader(ObjectStore store, Set<String> encrypted, Decoder decoder, Archive archive,
        MaildropMetrics metrics) {
    /**
     * Opens a whole message.
     *
     * @throws StoreException if the store does not respond now, or if the object's size differs from the listing
     * @throws UnreadableException if this message is permanently unreadable
     */
    Download whole(Entry message) throws StoreException, UnreadableException {
        return new ResumedDownload(this::range, message, open(message, Range.ALL, message.size()), 0, metrics);
    }

    /**
     * Opens a part of a message; a part that would extend beyond the end of the message is truncated.
     *
     * @param first the offset of its first octet, from 0
     * @throws StoreException as for {@link #whole}
     * @throws UnreadableException as for {@link #whole}
     */
    Download piece(Entry message, long first, long length) throws StoreException, UnreadableException {
        return new ResumedDownload(this::range, message, range(message, first, length), first, metrics);
    }

    private Download range(Entry message, long first, long length) throws StoreException, UnreadableException {
        return open(message, new Range(first, length), Math.min(length, message.size() - first));
    }

    private Download open(Entry message, Range range, long expected) throws StoreException, UnreadableException {
        if (encrypted.contains(message.key())) {
            throw new UnreadableException(Cause.ENCRYPTED);
        }
        Download download = get(message, range);
        boolean good = false;
        try {
            decoder.check(download);
            if (download.length() != expected) {
                throw new StoreException(Reason.UNAVAILABLE, "GET: " + download.length() + " octets, but the listing"
                        + " has " + expected + " for the same ETag");
            }
            good = true;
            return download;
        } finally {
            if (!good) {
                download.close();
            }
        }
    }

    /** Returns the log level of a message that cannot be read: one that will be restored needs no operator. */
    Level level(UnreadableException why) {
        return why.why() == Cause.ARCHIVED && archive.restores() ? Level.INFO : Level.ERROR;
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

    /** Returns the cause if the failure is permanent and affects only this object; otherwise empty. */
    private static Optional<Cause> cause(Reason reason) {
        return switch (reason) {
            case ARCHIVED -> Optional.of(Cause.ARCHIVED);
            case DENIED -> Optional.of(Cause.DENIED);
            case KEY -> Optional.of(Cause.KEY);
            case CUSTOMER_KEY -> Optional.of(Cause.CUSTOMER_KEY);
            case NOT_FOUND -> Optional.of(Cause.NOT_FOUND);
            case PRECONDITION_FAILED -> Optional.of(Cause.PRECONDITION_FAILED);
            case REJECTED, NOT_IMPLEMENTED -> Optional.of(Cause.REJECTED);
            case NO_BUCKET, CONFLICT, CREDENTIALS, CLOCK, REGION, THROTTLED, UNAVAILABLE -> Optional.empty();
        };
    }
}
