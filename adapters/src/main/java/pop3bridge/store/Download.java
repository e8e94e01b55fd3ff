package pop3bridge.store;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import pop3bridge.message.Octets;

/** An object, or a range of it, being read. Not thread-safe. */
public interface Download extends Octets, Closeable {
    /** Returns the ETag of the object. */
    String etag();

    /**
     * Returns the age of the object at the time of the response, by the store's clock and in whole seconds; negative if
     * that clock is inconsistent. Empty if the store does not report it.
     */
    Optional<Duration> age();

    /** Returns when the object was written, by the store's clock and in whole seconds, if the store reports it. */
    default Optional<Instant> modified() {
        return Optional.empty();
    }

    /** Returns the name by which the software of the store identifies itself, if it does. */
    default Optional<String> server() {
        return Optional.empty();
    }

    /**
     * Returns how the object's producer encoded its content; {@link #read} returns it as it is stored. Empty if it is not
     * encoded.
     */
    default Optional<Encoding> encoding() {
        return Optional.empty();
    }

    /** The encodings that a producer can apply to an object. */
    enum Encoding {
        /** The Content-Encoding {@code gzip}. */
        GZIP,
        /** The Content-Encoding {@code zstd}. */
        ZSTD,
        /** Another Content-Encoding, such as {@code br}, or several. */
        COMPRESSED,
        /** The Content-Encoding {@code aws-chunked}: the framing of the upload was stored as part of the object. */
        FRAMED,
        /** Encrypted by the S3 Encryption Client, as {@link #encryption} tells, or an instruction file of that client. */
        ENCRYPTED
    }

    /** Returns how the object was encrypted if {@link #encoding} is {@link Encoding#ENCRYPTED}; otherwise empty. */
    default Optional<Encryption> encryption() {
        return Optional.empty();
    }

    /**
     * What an object says about its encryption.
     *
     * @param metadata the metadata of the S3 Encryption Client, by names without {@code x-amz-meta-}
     * @param content how the content had been encoded before it was encrypted
     */
    record Encryption(Map<String, String> metadata, Optional<Encoding> content) {}

    /** Returns the total number of octets that {@link #read} returns. */
    long length();

    /**
     * Reads at least one octet into the buffer.
     *
     * @return the number of octets read, or -1 after exactly {@link #length()} octets
     * @throws IOException if the store fails or the object ends early
     */
    @Override
    int read(byte[] buffer) throws IOException;

    /**
     * Reads all of a small object.
     *
     * @param limit its maximum size in octets
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

    /** Frees the connection to the store if possible, as nothing will be read for a while. */
    default void pause() {}

    /** Stops reading; the rest is not fetched. */
    @Override
    void close();
}
