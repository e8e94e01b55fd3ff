package pop3bridge.accounts;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions of SCRAM. */
public enum ScramHash {
    /** Of SCRAM-SHA-1 (RFC 5802). */
    SHA_1("SHA-1", "HmacSHA1", 20),
    /** Of SCRAM-SHA-256 (RFC 7677). */
    SHA_256("SHA-256", "HmacSHA256", 32);

    private final String algorithm;
    private final String hmac;
    private final int octets;

    ScramHash(String algorithm, String hmac, int octets) {
        this.algorithm = algorithm;
        this.hmac = hmac;
        this.octets = octets;
    }

    /** The length of digests and keys, in octets. */
    public int octets() {
        return octets;
    }

    /** H of RFC 5802 §2.2. */
    public byte[] digest(byte[] text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** HMAC of RFC 5802 §2.2. */
    public byte[] hmac(byte[] key, byte[] text) {
        return Hmac.of(hmac, key, text);
    }

    /** Hi of RFC 5802 §2.2. */
    byte[] iterated(byte[] password, byte[] salt, int iterations) {
        return Hmac.iterated(hmac, password, salt, iterations);
    }
}
