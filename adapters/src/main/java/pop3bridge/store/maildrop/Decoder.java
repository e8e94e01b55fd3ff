package pop3bridge.store.maildrop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import pop3bridge.message.Octets;
import pop3bridge.store.Download;
import pop3bridge.store.Download.Encoding;
import pop3bridge.store.Download.Encryption;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
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
 * @param gunzips whether messages that are compressed with gzip are readable
 */
record Decoder(Optional<DataKeys> keys, boolean gunzips) {
    private static final int BUFFER = 8 * 1024;

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
            case GZIP -> gunzips ? Optional.empty() : Optional.of(Cause.COMPRESSED);
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

    /**
     * Returns the message inside an object. If it is encrypted and small, all of it is read and verified now; a larger
     * one is verified at its end.
     *
     * @param stored the octets of the object
     * @throws StoreException if no key can be decrypted now
     */
    Octets content(Download object, Octets stored) throws StoreException, UnreadableException, IOException {
        if (!object.encoding().equals(Optional.of(Encoding.ENCRYPTED))) {
            return object.encoding().equals(Optional.of(Encoding.GZIP)) ? new Gunzipped(stored) : stored;
        }
        Decrypted decrypted = decrypted(object, stored);
        Octets content = object.length() <= StoredContent.READ_AHEAD
                ? new ByteArrayInputStream(verified(decrypted))::read
                : decrypted;
        return encryption(object).content().isPresent() ? toTheEnd(new Gunzipped(content), content) : content;
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

    /** Only the end of what was encrypted shows whether it is authentic, and compressed content may end before. */
    private static Octets toTheEnd(Octets compressed, Octets encrypted) {
        return buffer -> {
            int count = compressed.read(buffer);
            int after = 0;
            while (count < 0 && after >= 0) {
                after = encrypted.read(new byte[BUFFER]);
            }
            return count;
        };
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
