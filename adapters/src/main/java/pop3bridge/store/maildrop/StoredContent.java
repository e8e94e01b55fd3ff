package pop3bridge.store.maildrop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.OptionalLong;
import pop3bridge.maildrop.Content;
import pop3bridge.message.Octets;
import pop3bridge.message.PendingOctets;
import pop3bridge.message.WireSize;
import pop3bridge.store.Download;
import pop3bridge.store.StoreException;

/**
 * The content of a message being read. A small message of unknown size is read completely in advance, which determines
 * its size.
 */
final class StoredContent implements Content {
    /** The maximum size of such a message, in octets, if all of it was requested. */
    static final int READ_AHEAD = 64 * 1024;

    private final Download download;
    private final Sizes sizes;
    private final int index;
    private final Runnable moved;
    private final Decoder.Message message;
    private final Octets octets;
    private final PendingOctets ahead = new PendingOctets();

    private StoredContent(Download download, Sizes sizes, int index, Runnable moved)
            throws StoreException, UnreadableException, IOException {
        this.download = download;
        this.sizes = sizes;
        this.index = index;
        this.moved = moved;
        this.message = sizes.contentOf(index, download, this::stored);
        this.octets = sizes.sent().of(message);
    }

    /**
     * Takes ownership of the download, and closes it on failure.
     *
     * @param readAhead the maximum size of a small message, in octets
     * @param moved called whenever data is read
     */
    static StoredContent open(Download download, int readAhead, Sizes sizes, int index, Runnable moved)
            throws StoreException, UnreadableException, IOException {
        boolean opened = false;
        try {
            StoredContent content = new StoredContent(download, sizes, index, moved);
            if (download.encoding().isEmpty() && download.length() <= readAhead && sizes.known(index).isEmpty()) {
                content.readAhead();
            }
            opened = true;
            return content;
        } finally {
            if (!opened) {
                download.close();
            }
        }
    }

    private void readAhead() throws IOException {
        byte[] all = download.readAll(READ_AHEAD);
        ahead.set(all);
        sizes.found(index, WireSize.of(sizes.sent().of(new ByteArrayInputStream(all)::read)));
    }

    @Override
    public OptionalLong size() {
        return sizes.known(index);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        moved.run();
        return octets.read(buffer);
    }

    private int stored(byte[] buffer) throws IOException {
        return ahead.isEmpty() ? download.read(buffer) : ahead.read(buffer);
    }

    @Override
    public void measured(long size) {
        sizes.found(index, size);
    }

    @Override
    public void pause() {
        download.pause();
    }

    @Override
    public void close() {
        message.close();
        download.close();
    }
}
