package pop3bridge.store.maildrop;

import java.io.IOException;
import java.util.OptionalLong;
import pop3bridge.maildrop.Content;
import pop3bridge.pop3.WireSize;
import pop3bridge.store.Download;

/** A message while it is read. Of a small one whose size is not known all is read at once, so that the size is known then. */
final class StoredContent implements Content {
    private static final int READ_AHEAD = 64 * 1024;

    private final Download download;
    private final Sizes sizes;
    private final int index;
    private byte[] ahead = new byte[0];
    private int aheadUsed;

    private StoredContent(Download download, Sizes sizes, int index) {
        this.download = download;
        this.sizes = sizes;
        this.index = index;
    }

    /** Takes over the download, and closes it if this throws. */
    static StoredContent open(Download download, Sizes sizes, int index) throws IOException {
        StoredContent content = new StoredContent(download, sizes, index);
        boolean opened = false;
        try {
            if (download.length() <= READ_AHEAD && sizes.known(index).isEmpty()) {
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
        ahead = download.readAll(READ_AHEAD);
        WireSize size = new WireSize();
        size.add(ahead, 0, ahead.length);
        sizes.found(index, size.octets());
    }

    @Override
    public OptionalLong size() {
        return sizes.known(index);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        if (aheadUsed == ahead.length) {
            return download.read(buffer);
        }
        int count = Math.min(buffer.length, ahead.length - aheadUsed);
        System.arraycopy(ahead, aheadUsed, buffer, 0, count);
        aheadUsed += count;
        return count;
    }

    @Override
    public void measured(long size) {
        sizes.found(index, size);
    }

    @Override
    public void close() {
        download.close();
    }
}
