package pop3bridge.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a server stores of a password for SCRAM (RFC 5802 §3). It can verify a client and prove itself to the client, but nobody
 * can log in with it.
 *
 * @param iterations of PBKDF2
 * @param storedKey verifies the client's proof
 * @param serverKey signs the server's proof
 */
public record ScramKeys(byte[] salt, int iterations, Secret storedKey, Secret serverKey) {
    /** Derives the keys of a password, without SASLprep: see {@link SaslPrep}. */
    public static ScramKeys derive(ScramHash hash, Secret password, byte[] salt, int iterations) {
        byte[] salted = hash.iterated(password.octets(), salt, iterations);
        return new ScramKeys(salt, iterations, Secret.of(hash.digest(hash.hmac(salted, ascii("Client Key")))),
                Secret.of(hash.hmac(salted, ascii("Server Key"))));
    }

    /** Whether these are the keys of this password, without SASLprep; compares in constant time. */
    public boolean belongTo(ScramHash hash, Secret password) {
        return MessageDigest.isEqual(storedKey.octets(), derive(hash, password, salt, iterations).storedKey.octets());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
