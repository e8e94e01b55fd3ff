package pop3bridge.store.maildrop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.message.Octets;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.StoreException;

/**
 * A range of an object, which is requested again from where it broke off: its reader does not notice a fault of the
 * store. A client that reads nothing occupies no connection to the store: after {@link #pause} the connection is closed,
 * and the range is fetched in small pieces until the client keeps up again. Not thread-safe.
 */
final class ResumedDownload implements Download {
    private static final Logger log = LoggerFactory.getLogger(ResumedDownload.class);

    /** How often a range is requested again after the last octet received. */
    private static final int TRIES = 3;

    /** The most resumptions of one download: a store that breaks off after every octet would otherwise be asked forever. */
    private static final int MOST = 100;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** The first piece after a pause, in octets; each piece during which the client keeps up doubles the next. */
    private static final int FIRST_PIECE = 64 * 1024;
    private static final int LARGEST_PIECE = 512 * 1024;
    private static final int ALL = Integer.MAX_VALUE;

    private final Source source;
    private final Entry object;
    private final MaildropMetrics metrics;
    private final Download first;
    private final long begin;
    private @Nullable Download download;
    private @Nullable Octets octets;
    private long read;
    private int nextPiece = ALL;
    private int resumed;

    /** Opens a range of an object. */
    interface Source {
        /**
         * Opens it.
         *
         * @param first the offset of its first octet, from 0
         * @param length in octets
         */
        Download open(Entry object, long first, long length) throws StoreException, UnreadableException;
    }

    /**
     * @param first the open range
     * @param begin the offset of its first octet in the object, from 0
     */
    ResumedDownload(Source source, Entry object, Download first, long begin, MaildropMetrics metrics) {
        this.source = source;
        this.object = object;
        this.first = first;
        this.begin = begin;
        this.metrics = metrics;
        this.download = first;
        this.octets = first;
    }

    @Override
    public String etag() {
        return first.etag();
    }

    @Override
    public Optional<Duration> age() {
        return first.age();
    }

    @Override
    public Optional<Encoding> encoding() {
        return first.encoding();
    }

    @Override
    public Optional<Encryption> encryption() {
        return first.encryption();
    }

    @Override
    public long length() {
        return first.length();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        int failures = 0;
        while (read < length()) {
            try {
                int count = (octets == null ? next() : octets).read(buffer);
                if (count >= 0) {
                    read += count;
                    return count;
                }
                octets = null;
            } catch (IOException e) {
                breakOff();
                if (failures == TRIES || resumed == MOST || !temporary(e)) {
                    throw e;
                }
                metrics.resumed();
                log.atInfo().addKeyValue("key", object.key()).addKeyValue("at", begin + read).setCause(e)
                        .log("reading of a message was interrupted; it is resumed");
                rest(PAUSE.multipliedBy(failures));
                failures++;
                resumed++;
            }
        }
        return -1;
    }

    private static boolean temporary(IOException e) {
        return !(e.getCause() instanceof UnreadableException)
                && !(e.getCause() instanceof StoreException refused && !refused.reason().temporary());
    }

    /** Requests all that is left, or reads the next piece into memory. */
    private Octets next() throws IOException {
        if (nextPiece > LARGEST_PIECE) {
            nextPiece = ALL;
            download = open(length() - read);
            octets = download;
            return octets;
        }
        try (Download piece = open(Math.min(nextPiece, length() - read))) {
            octets = new ByteArrayInputStream(piece.readAll(nextPiece))::read;
            nextPiece *= 2;
            return octets;
        }
    }

    private Download open(long length) throws IOException {
        try {
            return source.open(object, begin + read, length);
        } catch (StoreException | UnreadableException e) {
            throw new IOException("the rest of the object cannot be read", e);
        }
    }

    private static void rest(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void breakOff() {
        octets = null;
        if (download != null) {
            download.close();
            download = null;
        }
    }

    @Override
    public void pause() {
        if (download != null && read < length()) {
            metrics.paused();
            breakOff();
            nextPiece = FIRST_PIECE;
        } else if (nextPiece != ALL) {
            nextPiece = FIRST_PIECE;
        }
    }

    @Override
    public void close() {
        breakOff();
    }
}
