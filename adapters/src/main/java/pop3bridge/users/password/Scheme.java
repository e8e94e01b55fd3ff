package pop3bridge.users.password;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The password schemes, with Dovecot's names. */
public enum Scheme {
    /** Argon2id (RFC 9106) in the PHC string form. */
    ARGON2ID,
    /** Argon2i (RFC 9106) in the PHC string form. */
    ARGON2I,
    /** bcrypt. */
    BLF_CRYPT,
    /** SHA-512 in many rounds, as crypt(3) makes it. */
    SHA512_CRYPT,
    /** SHA-256 in many rounds, as crypt(3) makes it. */
    SHA256_CRYPT,
    /** PBKDF2 (RFC 8018) with HMAC-SHA-1, in Dovecot's form. */
    PBKDF2,
    /** The keys of SCRAM-SHA-256 (RFC 7677). */
    SCRAM_SHA_256,
    /** The keys of SCRAM-SHA-1 (RFC 5802). */
    SCRAM_SHA_1,
    /** The password itself. */
    PLAIN,
    /** MD5 in a thousand rounds, as crypt(3) and Apache make it. */
    MD5_CRYPT,
    /** SHA-512 with a salt. */
    SSHA512,
    /** SHA-256 with a salt. */
    SSHA256,
    /** SHA-1 with a salt. */
    SSHA,
    /** MD5 with a salt. */
    SMD5,
    /** SHA-512. */
    SHA512,
    /** SHA-256. */
    SHA256,
    /** SHA-1. */
    SHA,
    /** MD5. */
    PLAIN_MD5;

    /** The name in the users file. */
    public String text() {
        return name().replace('_', '-');
    }

    /** The scheme with this name or one of Dovecot's aliases, in any case. */
    public static Optional<Scheme> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "CLEAR", "CLEARTEXT" -> Optional.of(PLAIN);
            case "SHA1" -> Optional.of(SHA);
            case "LDAP-MD5" -> Optional.of(PLAIN_MD5);
            default -> Arrays.stream(values()).filter(scheme -> scheme.text().equals(upper)).findFirst();
        };
    }

    /** The scheme of a hash without a scheme, by its prefix. */
    static Optional<Scheme> ofPrefix(String hash) {
        int end = hash.indexOf('$', 1);
        return switch (end < 0 ? "" : hash.substring(0, end + 1)) {
            case "$2a$", "$2b$", "$2y$" -> Optional.of(BLF_CRYPT);
            case "$6$" -> Optional.of(SHA512_CRYPT);
            case "$5$" -> Optional.of(SHA256_CRYPT);
            case "$1$", "$apr1$" -> Optional.of(MD5_CRYPT);
            case "$argon2id$" -> Optional.of(ARGON2ID);
            case "$argon2i$" -> Optional.of(ARGON2I);
            default -> Optional.empty();
        };
    }

    static String list() {
        return Arrays.stream(values()).map(Scheme::text).collect(Collectors.joining(", "));
    }
}
