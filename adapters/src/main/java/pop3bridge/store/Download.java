package pop3bridge.store;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pop3bridge.message.Octets;

/** An object, or a range of it, while it is read. For use by one thread. */
public interface Download extends Octets, Closeable {
    /** Returns the ETag of the object that is read. */
    String etag();

    /**
     * How old the object was when the store answered, by the store's clock alone and to the second; below 0 where that clock is not one.
     * Empty if the store does not say.
     */
    Optional<Duration> age();

    /** What the object's writer has done to its octets, so that they cannot be read as they are; empty where nothing was done. */
    default Optional<Encoding> encoding() {
        return Optional.empty();
    }

    /** What a writer can do to an object before it is stored. */
    enum Encoding {
        /** It has a Content-Encoding such as {@code gzip} or {@code zstd}. */
        COMPRESSED,
        /** Its Content-Encoding is {@code aws-chunked}: the framing of an upload was stored as part of it. */
        FRAMED,
        /** The S3 Encryption Client has written it, or its instruction file. */
        ENCRYPTED
    }

    /** Returns how many octets {@link #read} will yield in all. */
    long length();

    /**
     * Reads at least one octet into the buffer.
     *
     * @return how many octets were read, or -1 after exactly {@link #length()} octets
     * @throws IOException if the store failed or the object ended early
     */
    @Override
    int read(byte[] buffer) throws IOException;

    /**
     * Reads all of a small object.
     *
     * @param limit octets that it may have
     * @throws IOException also if the object is larger
     */
    default byte[] readAll(int limit) throws IOException {
        if (length() > limit) {
            throw new IOException("object of " + length() + " octets is larger than " + limit);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[(int) length() + 1];
        for (int read = read(buffer); read >= 0; read = read(buffer)) {
            all.write(buffer, 0, read);
        }
        return all.toByteArray();
    }

    /** Ends the reading; what is left is not fetched. */
    @Override
    void close();
}
