package pop3bridge.users.password;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import pop3bridge.accounts.Secret;

/** {@code {PLAIN}}: the password itself. */
record PlainPassword(Secret password) implements PasswordHash {
    private static final Pattern UNFIT = Pattern.compile("[:\\p{Cc}\\p{Zl}\\p{Zp}]");

    static PlainPassword of(Secret password) throws PasswordException {
        if (password.octets().length == 0) {
            throw new PasswordException("the password is empty: write one after {PLAIN}");
        }
        return new PlainPassword(password);
    }

    /** In base64 if a line cannot contain the password itself. */
    static String make(Secret password) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password.octets())).toString();
            if (!UNFIT.matcher(text).find()) {
                return "{PLAIN}" + text;
            }
        } catch (CharacterCodingException _) {
            // Base64 can represent it.
        }
        return "{PLAIN.b64}" + Base64.getEncoder().encodeToString(password.octets());
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
