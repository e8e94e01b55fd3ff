package pop3bridge.store;

import java.io.Closeable;
import java.io.IOException;

/** An object, or a range of it, while it is read. For use by one thread. */
public interface Download extends Closeable {
    /** The ETag of the object that is read. */
    String etag();

    /** How many octets {@link #read} will yield in all. */
    long length();

    /**
     * Reads at least one octet into the buffer.
     *
     * @return how many octets were read, or -1 after exactly {@link #length()} octets
     * @throws IOException if the store failed or the object ended early
     */
    int read(byte[] buffer) throws IOException;

    /** Ends the reading; what is left is not fetched. */
    @Override
    void close();
}
