package pop3bridge.store.maildrop;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;

/** An object that is fetched in pieces, as far as it is read: a small one first, each next one larger. For use by one thread. */
final class Windows implements Download {
    /** More than the headers of most messages. */
    static final int FIRST = 16 * 1024;
    private static final int LARGEST = 1024 * 1024;

    private final ObjectStore store;
    private final Entry object;
    private Download window;
    private long fetched;
    private long next = 4L * FIRST;

    private Windows(ObjectStore store, Entry object, Download window) {
        this.store = store;
        this.object = object;
        this.window = window;
        this.fetched = window.length();
    }

    /** Fetches the first piece. */
    static Windows open(ObjectStore store, Entry object) throws StoreException {
        return new Windows(store, object, piece(store, object, 0, FIRST));
    }

    private static Download piece(ObjectStore store, Entry object, long first, long length) throws StoreException {
        return store.get(object.key(), new Range(first, length), Optional.of(object.etag()));
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
            window = piece(store, object, fetched, next);
        } catch (StoreException e) {
            throw new IOException("the next piece cannot be read", e);
        }
        fetched += window.length();
        next = Math.min(4 * next, LARGEST);
        return window.read(buffer);
    }

    @Override
    public void close() {
        window.close();
    }
}
