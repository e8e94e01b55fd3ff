package pop3bridge.store.maildrop;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.message.Form;
import pop3bridge.message.WireSize;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;

/**
 * The sizes of one maildrop's messages on the wire: each is found when it is first asked for and stays what it was said to be as
 * long as the maildrop is open. For use by one thread, which it makes wait for a few others that read messages.
 */
final class Sizes {
    private static final Logger log = LoggerFactory.getLogger(Sizes.class);

    private static final long UNKNOWN = -1;

    private final ObjectStore store;
    private final String bucket;
    private final List<Entry> messages;
    private final Form form;
    private final LineEnds lineEnds;
    private final SizeCache cache;
    private final Semaphore readers;
    private final MaildropMetrics metrics;
    private final long[] sizes;

    /**
     * @param readers how many messages all sessions together read at once
     */
    Sizes(ObjectStore store, String bucket, List<Entry> messages, Form form, LineEnds lineEnds, SizeCache cache,
            Semaphore readers,
            MaildropMetrics metrics) {
        this.store = store;
        this.bucket = bucket;
        this.messages = messages;
        this.form = form;
        this.lineEnds = lineEnds;
        this.cache = cache;
        this.readers = readers;
        this.metrics = metrics;
        this.sizes = new long[messages.size()];
        Arrays.fill(sizes, UNKNOWN);
    }

    /** The size of a message, counted from 0, where it needs no reading. */
    OptionalLong known(int index) {
        if (sizes[index] == UNKNOWN) {
            Entry message = messages.get(index);
            OptionalLong cached = cache.get(bucket, message.key(), message.etag(), form);
            if (cached.isPresent()) {
                sizes[index] = cached.getAsLong();
            } else if (form.keepsSize() && (lineEnds == LineEnds.CRLF || message.size() == 0)) {
                sizes[index] = message.size();
            }
        }
        return sizes[index] == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(sizes[index]);
    }

    /** Keeps what a complete reading of a message has found. */
    void found(int index, long size) {
        Entry message = messages.get(index);
        cache.put(bucket, message.key(), message.etag(), form, size);
        if (sizes[index] == UNKNOWN) {
            sizes[index] = size;
        } else if (sizes[index] != size) {
            metrics.sizeMismatch();
            log.atWarn().addKeyValue("key", message.key()).addKeyValue("said", sizes[index])
                    .addKeyValue("sent", size)
                    .log("message has other line ends than mail.line-ends says; its size is right from the next session on");
        }
    }

    /** The sizes of these messages, counted from 0; those not known are found by reading the messages. */
    long[] of(int[] indices) throws MaildropException {
        int[] unknown = Arrays.stream(indices).filter(index -> known(index).isEmpty()).toArray();
        if (unknown.length > 0) {
            find(unknown);
        }
        return Arrays.stream(indices).mapToLong(index -> sizes[index]).toArray();
    }

    private void find(int[] unknown) throws MaildropException {
        try {
            Parallel.run(unknown.length, n -> sizes[unknown[n]] = read(messages.get(unknown[n])));
        } catch (ExecutionException e) {
            log.atLevel(level(e)).setCause(e).log("size of a message cannot be found");
            throw new MaildropException(MaildropException.Reason.TEMPORARY,
                    "sizes cannot be found now, try again later", e);
        }
    }

    /** What is wrong with all requests is told once for all. */
    static Level level(ExecutionException e) {
        return e.getCause() instanceof StoreException cause && cause.reason().general() ? Level.DEBUG : Level.ERROR;
    }

    /** A message that cannot be read for good keeps the size that the listing names, so that the others can be told theirs. */
    private long read(Entry message) throws StoreException, IOException, InterruptedException {
        readers.acquire();
        try (Download download = store.get(message.key(), Range.ALL, Optional.of(message.etag()))) {
            long size = WireSize.of(form.of(download));
            cache.put(bucket, message.key(), message.etag(), form, size);
            return size;
        } catch (StoreException e) {
            if (e.reason().temporary() || e.reason() == Reason.NO_BUCKET) {
                throw e;
            }
            metrics.unreadable(e.reason());
            return message.size();
        } finally {
            readers.release();
        }
    }
}
