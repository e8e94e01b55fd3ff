package pop3bridge.accounts;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC (RFC 2104), with the JDK's names of the algorithms. */
public final class Hmac {
    private Hmac() {}

    /** The digest of a text under a key, which may be empty. */
    public static byte[] of(String algorithm, byte[] key, byte[] text) {
        return keyed(algorithm, key).doFinal(text);
    }

    /** Computes {@code Hi} of RFC 5802 §2.2: PBKDF2 (RFC 8018 §5.2) with one block. */
    public static byte[] iterated(String algorithm, byte[] password, byte[] salt, int iterations) {
        Mac mac = keyed(algorithm, password);
        mac.update(salt);
        byte[] last = mac.doFinal(new byte[]{0, 0, 0, 1});
        byte[] result = last.clone();
        for (int i = 1; i < iterations; i++) {
            last = mac.doFinal(last);
            for (int j = 0; j < result.length; j++) {
                result[j] ^= last[j];
            }
        }
        return result;
    }

    private static Mac keyed(String algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            // SecretKeySpec rejects an empty key; for HMAC, a key of zeros is equivalent.
            mac.init(new SecretKeySpec(key.length == 0 ? Arrays.copyOf(key, 1) : key, algorithm));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
