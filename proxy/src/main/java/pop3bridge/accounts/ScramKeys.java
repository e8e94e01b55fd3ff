package pop3bridge.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a server keeps of a password for SCRAM (RFC 5802 §3): enough to tell that a client knows the password, and to prove the
 * server to the client, but not to log in as the client elsewhere.
 *
 * @param iterations how often the hash function is applied to the password
 * @param storedKey what the client proves to know
 * @param serverKey what the server proves to know
 */
public record ScramKeys(byte[] salt, int iterations, Secret storedKey, Secret serverKey) {
    /** The keys of a password, which is taken as it is: see {@link SaslPrep}. */
    public static ScramKeys derive(ScramHash hash, Secret password, byte[] salt, int iterations) {
        byte[] salted = hash.iterated(password.octets(), salt, iterations);
        return new ScramKeys(salt, iterations, Secret.of(hash.digest(hash.hmac(salted, ascii("Client Key")))),
                Secret.of(hash.hmac(salted, ascii("Server Key"))));
    }

    /** Whether these are the keys of this password; compared in a time that does not depend on where the two differ. */
    public boolean belongTo(ScramHash hash, Secret password) {
        return MessageDigest.isEqual(storedKey.octets(), derive(hash, password, salt, iterations).storedKey.octets());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
