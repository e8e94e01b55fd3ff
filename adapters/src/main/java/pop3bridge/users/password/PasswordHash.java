package pop3bridge.users.password;

import java.util.Optional;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramKeys;
import pop3bridge.accounts.Secret;

/** A password as it is kept: what can tell whether another password is the same. It shows its scheme and nothing else. */
public sealed interface PasswordHash
        permits Argon2, BlfCrypt, DigestHash, Md5Crypt, Pbkdf2, PlainPassword, ScramPassword, ShaCrypt {
    /** How the password is kept. */
    Scheme scheme();

    /** Whether it is this password; compared in a time that does not depend on where the two differ. */
    boolean matches(byte[] password);

    /** About how long {@link #matches} computes on a core of a server, in nanoseconds; to compare hashes with each other. */
    long nanoseconds();

    /** The octets of heap that {@link #matches} takes, where that is worth counting. */
    default long memory() {
        return 0;
    }

    /** The password itself, if it is kept. */
    default Optional<Secret> known() {
        return Optional.empty();
    }

    /** The keys for SCRAM with this hash function, if they are kept. */
    default Optional<ScramKeys> scramKeys(ScramHash hash) {
        return Optional.empty();
    }

    /**
     * Reads {@code {SCHEME}hash}, the scheme in any case, or a hash that is known by its beginning such as {@code $2y$}.
     *
     * @throws PasswordException if the scheme is not known, or the hash is malformed or takes too much time or memory
     */
    static PasswordHash parse(String field) throws PasswordException {
        return HashField.parse(field);
    }
}
