package pop3bridge.store.names;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Derives unique-ids from keys (RFC 1939 §7): the last part of the key if it is a valid unique-id, otherwise its hash.
 * They are unique within a maildrop and change only if the object is renamed.
 *
 * <p>A name {@code ….uidl=ID.eml} has a kept unique-id instead: the one that the message had on another server. The ID
 * is percent-encoded. Kept unique-ids are as unique as the other server made them.
 */
public final class UniqueIds {
    private static final int MAX = 70;

    /**
     * The first character of hashed unique-ids. Names that begin with it are hashed too, which prevents collisions with
     * the hash of another name.
     */
    private static final char HASHED = '~';

    private static final String KEPT = ".uidl=";
    private static final String KEPT_END = ".eml";
    private static final char PERCENT = '%';
    private static final int ENCODED_LENGTH = 3;

    private UniqueIds() {}

    /**
     * Returns the unique-id of a name that has no kept one.
     *
     * @param name the part of the key after the maildrop's prefix
     */
    public static String of(String name) {
        return isValid(name) && !isLikeHashed(name) ? name : hashed(name);
    }

    /** Returns the hash alone, for keys whose names another prefix may have too. */
    public static String hashed(String key) {
        return HASHED + hash(key);
    }

    /** Returns whether a unique-id begins like those that are hashes. */
    public static boolean isLikeHashed(String uniqueId) {
        return uniqueId.charAt(0) == HASHED;
    }

    /** Returns whether this is a valid unique-id: 1 to 70 characters from 0x21 to 0x7E. */
    public static boolean isValid(String text) {
        return !text.isEmpty() && text.length() <= MAX && text.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
    }

    /**
     * Returns the unique-id that a name keeps; empty if the name has none, or none that is valid.
     *
     * @param name the part of the key after the maildrop's prefix
     */
    public static Optional<String> kept(String name) {
        int begin = name.lastIndexOf(KEPT);
        if (begin < 0 || !name.endsWith(KEPT_END)) {
            return Optional.empty();
        }
        return decoded(name.substring(begin + KEPT.length(), name.length() - KEPT_END.length()))
                .filter(UniqueIds::isValid);
    }

    /**
     * Returns the end of a name that keeps a unique-id.
     *
     * @throws IllegalArgumentException if it is not a valid unique-id
     */
    public static String keepingEnd(String uniqueId) {
        if (!isValid(uniqueId)) {
            throw new IllegalArgumentException("not a unique-id");
        }
        StringBuilder end = new StringBuilder(KEPT);
        for (int i = 0; i < uniqueId.length(); i++) {
            char c = uniqueId.charAt(i);
            if (isUnreserved(c)) {
                end.append(c);
            } else {
                end.append(PERCENT).append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return end.append(KEPT_END).toString();
    }

    private static Optional<String> decoded(String encoded) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (isUnreserved(c)) {
                text.append(c);
            } else if (c == PERCENT && i + ENCODED_LENGTH <= encoded.length()
                    && HexFormat.isHexDigit(encoded.charAt(i + 1)) && HexFormat.isHexDigit(encoded.charAt(i + 2))) {
                text.append((char) HexFormat.fromHexDigits(encoded, i + 1, i + ENCODED_LENGTH));
                i += ENCODED_LENGTH - 1;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(text.toString());
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
                || c == '-';
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
