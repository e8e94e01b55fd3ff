package pop3bridge.users;

import java.util.Locale;

/** A password as stored in the users file, in plaintext or hashed. */
sealed interface PasswordHash permits PlainPassword, BlfCrypt, Sha512Crypt, Argon2id {
    /** Returns whether the password matches, in a time that does not depend on the position of a difference. */
    boolean matches(byte[] password);

    /** Returns the heap used by {@link #matches} in octets; 0 if it is insignificant. */
    default long memory() {
        return 0;
    }

    /** Parses {@code {SCHEME}hash}; the scheme is case-insensitive. */
    static PasswordHash parse(String field) throws MalformedLineException {
        int end = field.indexOf('}');
        if (!field.startsWith("{") || end < 0) {
            throw new MalformedLineException("missing password scheme: write {PLAIN}, {BLF-CRYPT}, {SHA512-CRYPT}"
                    + " or {ARGON2ID} before the password or hash");
        }
        String hash = field.substring(end + 1);
        return switch (field.substring(1, end).toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> PlainPassword.parse(hash);
            case "BLF-CRYPT" -> BlfCrypt.parse(hash);
            case "SHA512-CRYPT" -> Sha512Crypt.parse(hash);
            case "ARGON2ID" -> Argon2id.parse(hash);
            default -> throw new MalformedLineException(
                    "unknown password scheme: use {PLAIN}, {BLF-CRYPT}," + " {SHA512-CRYPT} or {ARGON2ID}");
        };
    }
}
