package pop3bridge.store.maildrop;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.StoreException;

/** Fetches an object in pieces as it is read: first a small one, then larger and larger ones. Not thread-safe. */
final class Windows implements Download {
    /** Larger than the headers of most messages. */
    static final int FIRST = 16 * 1024;
    private static final int LARGEST = 1024 * 1024;

    private final MessageReader reader;
    private final Entry object;
    private Download window;
    private long fetched;
    private long next = 4L * FIRST;

    private Windows(MessageReader reader, Entry object, Download window) {
        this.reader = reader;
        this.object = object;
        this.window = window;
        this.fetched = window.length();
    }

    /** Fetches the first piece. */
    static Windows open(MessageReader reader, Entry object) throws StoreException, UnreadableException {
        return new Windows(reader, object, reader.piece(object, 0, FIRST));
    }

    @Override
    public String etag() {
        return object.etag();
    }

    @Override
    public Optional<Duration> age() {
        return window.age();
    }

    @Override
    public Optional<Encoding> encoding() {
        return window.encoding();
    }

    @Override
    public Optional<Encryption> encryption() {
        return window.encryption();
    }

    @Override
    public long length() {
        return object.size();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        int count = window.read(buffer);
        if (count >= 0 || fetched >= object.size()) {
            return count;
        }
        window.close();
        try {
            window = reader.piece(object, fetched, next);
        } catch (StoreException | UnreadableException e) {
            throw new IOException("the next piece cannot be read", e);
        }
        fetched += window.length();
        next = Math.min(4 * next, LARGEST);
        return window.read(buffer);
    }

    @Override
    public void pause() {
        window.pause();
    }

    @Override
    public void close() {
        window.close();
    }
}
