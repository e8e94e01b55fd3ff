package pop3bridge.store.maildrop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Derives unique-ids from keys (RFC 1939 §7): the last part of the key if it is a valid unique-id, otherwise its hash.
 * They are unique within a maildrop and change only if the object is renamed.
 */
final class UniqueIds {
    private static final int MAX = 70;

    /**
     * The first character of hashed unique-ids. Names that begin with it are hashed too, which prevents collisions with
     * the hash of another name.
     */
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
