package pop3bridge.users.password;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.Secret;

/** Makes hashes for the users file, with random salts. Each costs at most some tenths of a second. */
public final class NewHash {
    /** The schemes for new hashes. The others are too weak. */
    public static final Set<Scheme> SCHEMES = Collections.unmodifiableSet(EnumSet.of(Scheme.ARGON2ID, Scheme.ARGON2I,
            Scheme.BLF_CRYPT, Scheme.SHA512_CRYPT, Scheme.SHA256_CRYPT, Scheme.PBKDF2, Scheme.SCRAM_SHA_256,
            Scheme.SCRAM_SHA_1, Scheme.PLAIN));

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String CRYPT_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private NewHash() {}

    /**
     * The hash of a password, with its scheme.
     *
     * @throws PasswordException if the password is empty or too long for the scheme, or the scheme is not for new hashes
     */
    public static String of(Scheme scheme, Secret password) throws PasswordException {
        if (password.octets().length == 0) {
            throw new PasswordException("the password is empty: choose another");
        }
        return switch (scheme) {
            case ARGON2ID, ARGON2I -> named(scheme, Argon2.make(scheme, password));
            case BLF_CRYPT -> named(scheme, BlfCrypt.make(password));
            case SHA512_CRYPT, SHA256_CRYPT -> named(scheme, ShaCrypt.make(scheme, password));
            case PBKDF2 -> named(scheme, Pbkdf2.make(password));
            case SCRAM_SHA_256 -> named(scheme, ScramPassword.make(ScramHash.SHA_256, password));
            case SCRAM_SHA_1 -> named(scheme, ScramPassword.make(ScramHash.SHA_1, password));
            case PLAIN -> PlainPassword.make(password);
            case MD5_CRYPT, SSHA512, SSHA256, SSHA, SMD5, SHA512, SHA256, SHA, PLAIN_MD5 ->
                throw new PasswordException("the server makes no new hashes with " + scheme.text() + ": choose one of "
                        + SCHEMES.stream().map(Scheme::text).collect(Collectors.joining(", ")));
        };
    }

    private static String named(Scheme scheme, String hash) {
        return "{" + scheme.text() + "}" + hash;
    }

    /** A salt of 16 octets. */
    static byte[] salt() {
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        return salt;
    }

    /** A salt of 16 characters that crypt(3) takes. */
    static String cryptSalt() {
        StringBuilder salt = new StringBuilder();
        for (byte octet : salt()) {
            salt.append(CRYPT_ALPHABET.charAt(octet & 63));
        }
        return salt.toString();
    }
}
