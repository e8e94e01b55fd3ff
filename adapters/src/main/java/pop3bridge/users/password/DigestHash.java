package pop3bridge.users.password;

import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;
import pop3bridge.users.password.HashField.Encoding;

/**
 * {@code {SHA256}}, {@code {SSHA256}} and the like: the digest of the password and the salt, followed by the salt.
 *
 * @param salt empty if the scheme has none
 */
record DigestHash(Scheme scheme, String algorithm, byte[] digest, byte[] salt) implements PasswordHash {
    private static final int MOST_SALT = 64;

    static DigestHash unsalted(Scheme scheme, String algorithm, HashField hash) throws PasswordException {
        int length = DigestUtils.getDigest(algorithm).getDigestLength();
        byte[] octets = hash.octets(hash.value().length() == 2 * length ? Encoding.HEX : Encoding.BASE64);
        if (octets.length != length) {
            throw new PasswordException("the hash of " + scheme.text() + " is not " + length
                    + " octets: write them in Base64 or hexadecimal");
        }
        return new DigestHash(scheme, algorithm, octets, new byte[0]);
    }

    static DigestHash salted(Scheme scheme, String algorithm, HashField hash) throws PasswordException {
        int length = DigestUtils.getDigest(algorithm).getDigestLength();
        byte[] octets = hash.octets(Encoding.BASE64);
        if (octets.length <= length || octets.length > length + MOST_SALT) {
            throw new PasswordException("the hash of " + scheme.text() + " is not " + length + " octets and 1 to "
                    + MOST_SALT + " of salt: check that it is complete, or hash the password again");
        }
        return new DigestHash(scheme, algorithm, Arrays.copyOf(octets, length),
                Arrays.copyOfRange(octets, length, octets.length));
    }

    @Override
    public boolean matches(byte[] password) {
        MessageDigest found = DigestUtils.getDigest(algorithm);
        found.update(password);
        return MessageDigest.isEqual(digest, found.digest(salt));
    }

    @Override
    public long nanoseconds() {
        return 500;
    }

    @Override
    public String toString() {
        return "{" + scheme.text() + "}";
    }
}
