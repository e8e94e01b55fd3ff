package pop3bridge.store.encryption;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import pop3bridge.message.Octets;

/** The content of an encrypted object, decrypted as it is read. At its end, it is known whether it is authentic. */
public final class Decrypted implements Octets {
    private static final int PIECE = 8 * 1024;

    private final Octets ciphertext;
    private final Decipher decipher;
    private final byte[] piece = new byte[PIECE];
    private final byte[] plaintext = new byte[PIECE + Decipher.HELD_BACK];
    private int from;
    private int to;
    private boolean ended;
    private @Nullable DamagedException failure;

    private Decrypted(Octets ciphertext, Decipher decipher) {
        this.ciphertext = ciphertext;
        this.decipher = decipher;
    }

    /**
     * Returns the content of an object.
     *
     * @param ciphertext all octets of the object
     * @throws DamagedException if this cannot be its key
     */
    public static Decrypted of(Octets ciphertext, ContentCipher cipher, byte[] key) throws DamagedException {
        if (key.length != ContentCipher.KEY) {
            throw new DamagedException("data key has " + key.length + " octets");
        }
        return new Decrypted(ciphertext, cipher.decipher(key));
    }

    /**
     * Reads the whole content of a small object: none of it is returned unless it is authentic.
     *
     * @throws DamagedException if it is not
     */
    public byte[] all() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[PIECE];
        for (int read = read(buffer); read >= 0; read = read(buffer)) {
            all.write(buffer, 0, read);
        }
        return all.toByteArray();
    }

    /**
     * {@inheritDoc}
     *
     * @throws DamagedException instead of the last octets if the content is not authentic
     */
    @Override
    public int read(byte[] buffer) throws IOException {
        while (from == to && !ended) {
            decrypt();
        }
        if (from == to) {
            return -1;
        }
        int count = Math.min(buffer.length, to - from);
        System.arraycopy(plaintext, from, buffer, 0, count);
        from += count;
        return count;
    }

    private void decrypt() throws IOException {
        if (failure != null) {
            throw failure;
        }
        int count = ciphertext.read(piece);
        from = 0;
        to = 0;
        if (count >= 0) {
            to = decipher.update(piece, count, plaintext);
            return;
        }
        try {
            to = decipher.end(plaintext);
            ended = true;
        } catch (DamagedException e) {
            failure = e;
            throw e;
        }
    }
}
