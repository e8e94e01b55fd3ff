package pop3bridge.store.maildrop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Unique-ids from keys (RFC 1939 §7): the key's last part as it is where that fits, else its hash. Those of one maildrop differ,
 * and they stay whatever happens to the object but a new name.
 */
final class UniqueIds {
    private static final int MAX = 70;

    /** Begins a hashed one; a name that begins with it is hashed too, so that none can be taken for the hash of another. */
    private static final char HASHED = '~';

    private UniqueIds() {}

    /**
     * @param name the part of the key after the maildrop's prefix
     */
    static String of(String name) {
        return fits(name) ? name : hashed(name);
    }

    /** The hash alone, for keys whose names another prefix may have too. */
    static String hashed(String key) {
        return HASHED + hash(key);
    }

    private static boolean fits(String name) {
        return !name.isEmpty() && name.length() <= MAX && name.charAt(0) != HASHED
                && name.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
    }

    private static String hash(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
