package pop3bridge.users;

import java.util.Locale;

/** A password as the users file keeps it: what can tell whether another password is the same. */
sealed interface PasswordHash permits PlainPassword, BlfCrypt, Sha512Crypt, Argon2id {
    /** Returns whether it is this password; compared in a time that does not depend on where the two differ. */
    boolean matches(byte[] password);

    /** Returns the octets of heap that {@link #matches} takes, where that is worth counting. */
    default long memory() {
        return 0;
    }

    /** Reads {@code {SCHEME}hash}; the scheme in any case. */
    static PasswordHash parse(String field) throws MalformedLineException {
        int end = field.indexOf('}');
        if (!field.startsWith("{") || end < 0) {
            throw new MalformedLineException("the password names no scheme: write {PLAIN}, {BLF-CRYPT}, {SHA512-CRYPT}"
                    + " or {ARGON2ID} before it");
        }
        String hash = field.substring(end + 1);
        return switch (field.substring(1, end).toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> PlainPassword.parse(hash);
            case "BLF-CRYPT" -> BlfCrypt.parse(hash);
            case "SHA512-CRYPT" -> Sha512Crypt.parse(hash);
            case "ARGON2ID" -> Argon2id.parse(hash);
            default -> throw new MalformedLineException("the password's scheme is not known: use {PLAIN}, {BLF-CRYPT},"
                    + " {SHA512-CRYPT} or {ARGON2ID}");
        };
    }
}
