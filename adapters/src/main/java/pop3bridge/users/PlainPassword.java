package pop3bridge.users;

import java.security.MessageDigest;
import pop3bridge.accounts.Secret;

/** {@code {PLAIN}}: the plaintext password, in UTF-8. */
record PlainPassword(Secret password) implements PasswordHash {
    static PlainPassword parse(String password) throws MalformedLineException {
        if (password.isEmpty()) {
            throw new MalformedLineException("empty password: write one after {PLAIN}");
        }
        return new PlainPassword(Secret.of(password));
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
