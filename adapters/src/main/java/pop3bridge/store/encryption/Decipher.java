package pop3bridge.store.encryption;

import java.util.OptionalLong;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.InvalidCipherTextException;

/** A decryption in progress, piece by piece. Not thread-safe. */
final class Decipher {
    /** How many more octets than it was given a piece can return, because some were held back. */
    static final int HELD_BACK = 64;

    private final Update update;
    private final End end;
    private final OptionalLong length;
    private long decrypted;

    /** Decrypts a piece. */
    interface Update {
        int of(byte[] from, int fromOffset, int octets, byte[] to, int toOffset);
    }

    /** Decrypts what was held back. */
    interface End {
        int of(byte[] to, int offset) throws InvalidCipherTextException;
    }

    /**
     * @param length how many octets there must be, if it is known
     */
    Decipher(Update update, End end, OptionalLong length) {
        this.update = update;
        this.end = end;
        this.length = length;
    }

    /** Decrypts some octets, and returns how many it wrote. */
    int update(byte[] from, int octets, byte[] to) {
        int count = update.of(from, 0, octets, to, 0);
        decrypted += count;
        return count;
    }

    /**
     * Decrypts the rest, and returns how many octets it wrote.
     *
     * @throws DamagedException if what was decrypted is not what was encrypted, as far as the algorithm shows it
     */
    int end(byte[] to) throws DamagedException {
        try {
            int count = end.of(to, 0);
            decrypted += count;
            if (length.isPresent() && length.getAsLong() != decrypted) {
                throw new DamagedException("ciphertext contains " + decrypted + " octets, but its metadata has "
                        + length.getAsLong());
            }
            return count;
        } catch (InvalidCipherTextException | DataLengthException e) {
            throw new DamagedException("ciphertext is damaged, or was encrypted with another key", e);
        }
    }
}
