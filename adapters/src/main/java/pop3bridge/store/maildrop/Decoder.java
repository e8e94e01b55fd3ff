package pop3bridge.store.maildrop;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import pop3bridge.message.Octets;
import pop3bridge.store.Download;
import pop3bridge.store.Download.Encoding;
import pop3bridge.store.Download.Encryption;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.compression.Compression;
import pop3bridge.store.compression.Decompressed;
import pop3bridge.store.compression.Decompressor;
import pop3bridge.store.compression.Decompressor.Lender;
import pop3bridge.store.compression.Decompressor.Memory;
import pop3bridge.store.encryption.DamagedException;
import pop3bridge.store.encryption.DataKeys;
import pop3bridge.store.encryption.Decrypted;
import pop3bridge.store.encryption.Envelope;
import pop3bridge.store.encryption.EnvelopeException;
import pop3bridge.store.maildrop.UnreadableException.Cause;

/**
 * Decodes objects whose writer compressed or encrypted the message.
 *
 * @param keys decrypts the keys of encrypted messages; empty if these are unreadable
 * @param decompressor decompresses messages; empty if these are unreadable
 */
record Decoder(Optional<DataKeys> keys, Optional<Decompressor> decompressor) {
    private static final int BUFFER = 8 * 1024;
    private static final Octets NOTHING = _ -> -1;

    /** Makes sure that an object can be decoded, as far as that is known without reading it. */
    void check(Download object) throws UnreadableException {
        Optional<Encoding> content = object.encoding();
        if (content.equals(Optional.of(Encoding.ENCRYPTED))) {
            envelope(object);
            content = encryption(object).content();
        }
        Optional<Cause> cause = content.flatMap(this::cause);
        if (cause.isPresent()) {
            throw new UnreadableException(cause.get());
        }
    }

    private Optional<Cause> cause(Encoding encoding) {
        return switch (encoding) {
            case GZIP, ZSTD -> decompressor.isPresent() ? Optional.empty() : Optional.of(Cause.COMPRESSED);
            case COMPRESSED -> Optional.of(Cause.COMPRESSED);
            case FRAMED -> Optional.of(Cause.FRAMED);
            case ENCRYPTED -> Optional.of(Cause.ENCRYPTED);
        };
    }

    private Envelope envelope(Download object) throws UnreadableException {
        if (keys.isEmpty()) {
            throw new UnreadableException(Cause.ENCRYPTED);
        }
        try {
            return Envelope.of(encryption(object).metadata());
        } catch (EnvelopeException e) {
            throw new UnreadableException(Cause.ENCRYPTED, e);
        }
    }

    private static Encryption encryption(Download object) {
        return object.encryption().orElse(new Encryption(Map.of(), Optional.empty()));
    }

    /** Reserves memory for {@link #content}, as {@link Decompressor#reserve} does. */
    Memory reserve(OptionalLong size) throws IOException {
        return decompressor.orElseThrow().reserve(size);
    }

    /** Reserves memory for {@link #content}, as {@link Decompressor#reserveNow} does. */
    Memory reserveNow() throws IOException {
        return decompressor.orElseThrow().reserveNow();
    }

    /** The message inside an object, being read. */
    interface Message extends Octets, Closeable {
        /** Frees what decoding needs; the object remains open. */
        @Override
        default void close() {}
    }

    /**
     * Returns the message inside an object. If it is encrypted and small, all of it is read and verified now; a larger
     * one is verified at its end.
     *
     * @param stored the octets of the object
     * @param lender lends memory to decompress it
     * @throws StoreException if no key can be decrypted now
     * @throws IOException also if there is no memory to decompress it now
     */
    Message content(Download object, Octets stored, Lender lender)
            throws StoreException, UnreadableException, IOException {
        Optional<Compression> compression = object.encoding().flatMap(Decoder::compression);
        if (!object.encoding().equals(Optional.of(Encoding.ENCRYPTED))) {
            return compression.isPresent()
                    ? new Compressed(Decompressor.decompress(compression.get(), stored, lender), NOTHING)
                    : stored::read;
        }
        Decrypted decrypted = decrypted(object, stored);
        Octets content = object.length() <= StoredContent.READ_AHEAD
                ? new ByteArrayInputStream(verified(decrypted))::read
                : decrypted;
        Optional<Compression> inner = encryption(object).content().flatMap(Decoder::compression);
        // Only the end of what was encrypted shows whether it is authentic, and compressed content may end before.
        return inner.isPresent()
                ? new Compressed(Decompressor.decompress(inner.get(), content, lender), content)
                : content::read;
    }

    private static Optional<Compression> compression(Encoding encoding) {
        return switch (encoding) {
            case GZIP -> Optional.of(Compression.GZIP);
            case ZSTD -> Optional.of(Compression.ZSTD);
            case COMPRESSED, FRAMED, ENCRYPTED -> Optional.empty();
        };
    }

    /**
     * A compressed message.
     *
     * @param after what is read after its end, and ignored
     */
    private record Compressed(Decompressed content, Octets after) implements Message {
        @Override
        public int read(byte[] buffer) throws IOException {
            int count = content.read(buffer);
            if (count < 0) {
                byte[] ignored = new byte[BUFFER];
                while (after.read(ignored) >= 0) {
                }
            }
            return count;
        }

        @Override
        public void close() {
            content.close();
        }
    }

    private Decrypted decrypted(Download object, Octets stored) throws StoreException, UnreadableException {
        Envelope envelope = envelope(object);
        try {
            return Decrypted.of(stored, envelope.cipher(), keys.orElseThrow().key(envelope.key()));
        } catch (StoreException e) {
            if (e.reason() != Reason.KEY) {
                throw e;
            }
            throw new UnreadableException(Cause.DATA_KEY, e);
        } catch (DamagedException e) {
            throw new UnreadableException(Cause.UNAUTHENTIC, e);
        }
    }

    private static byte[] verified(Decrypted decrypted) throws UnreadableException, IOException {
        try {
            return decrypted.all();
        } catch (DamagedException e) {
            throw new UnreadableException(Cause.UNAUTHENTIC, e);
        }
    }

    /**
     * Reads a message that is no longer than its object, which has at most {@link StoredContent#READ_AHEAD} octets.
     *
     * @return its octets; empty if it is compressed
     * @throws StoreException as for {@link #content}
     */
    Optional<byte[]> small(Download object) throws StoreException, UnreadableException, IOException {
        if (object.encoding().isEmpty()) {
            return Optional.of(object.readAll(StoredContent.READ_AHEAD));
        }
        boolean encrypted = object.encryption().filter(its -> its.content().isEmpty()).isPresent();
        return encrypted ? Optional.of(verified(decrypted(object, object))) : Optional.empty();
    }
}
