package pop3bridge.users.password;

import java.security.MessageDigest;
import java.util.Optional;
import pop3bridge.accounts.Secret;

/** {@code {PLAIN}}: the password itself. */
record PlainPassword(Secret password) implements PasswordHash {
    static PlainPassword of(Secret password) throws PasswordException {
        if (password.octets().length == 0) {
            throw new PasswordException("the password is empty: write one after {PLAIN}");
        }
        return new PlainPassword(password);
    }

    @Override
    public Scheme scheme() {
        return Scheme.PLAIN;
    }

    @Override
    public long nanoseconds() {
        return 0;
    }

    @Override
    public Optional<Secret> known() {
        return Optional.of(password);
    }

    @Override
    public boolean matches(byte[] candidate) {
        return MessageDigest.isEqual(password.octets(), candidate);
    }

    @Override
    public String toString() {
        return "{PLAIN}";
    }
}
