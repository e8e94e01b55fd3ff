package pop3bridge.users.password;

import java.util.Optional;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramKeys;
import pop3bridge.accounts.Secret;

/** A stored password, which can verify another one. {@code toString} shows the scheme alone. */
public sealed interface PasswordHash
        permits Argon2, BlfCrypt, DigestHash, Md5Crypt, Pbkdf2, PlainPassword, ScramPassword, ShaCrypt {
    /** The scheme. */
    Scheme scheme();

    /** Whether it is this password; compares in constant time. */
    boolean matches(byte[] password);

    /** The estimated CPU time of {@link #matches} in nanoseconds, to rank hashes. */
    long nanoseconds();

    /** The heap that {@link #matches} takes, in octets, if it is worth counting. */
    default long memory() {
        return 0;
    }

    /** The password itself, if it is stored. */
    default Optional<Secret> known() {
        return Optional.empty();
    }

    /** The SCRAM keys for this hash function, if they are stored. */
    default Optional<ScramKeys> scramKeys(ScramHash hash) {
        return Optional.empty();
    }

    /**
     * Parses {@code {SCHEME}hash}, the scheme in any case, or a hash with a known prefix such as {@code $2y$}.
     *
     * @throws PasswordException if the scheme is unknown, or the hash is malformed or costs too much time or memory
     */
    static PasswordHash parse(String field) throws PasswordException {
        return HashField.parse(field);
    }
}
