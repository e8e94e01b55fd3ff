package pop3bridge.users.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.accounts.Hmac;
import pop3bridge.accounts.Secret;

/**
 * {@code {PBKDF2}}: PBKDF2 (RFC 8018 §5.2) with HMAC-SHA-1, in Dovecot's form.
 *
 * @param salt used as ASCII text, not decoded
 * @param digest in hexadecimal
 */
record Pbkdf2(String salt, int iterations, String digest) implements PasswordHash {
    static final int MOST_ITERATIONS = 10_000_000;
    private static final int NEW_ITERATIONS = 600_000;
    private static final Pattern FORM = Pattern
            .compile("\\$1\\$([!-#%-~]{1,64})\\$([1-9][0-9]{0,8})\\$([0-9a-fA-F]{40})");

    static Pbkdf2 parse(String hash) throws PasswordException {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            throw new PasswordException("the hash is not of the form $1$salt$iterations$digest that Dovecot writes for"
                    + " PBKDF2: write a salt of 1 to 64 characters and 40 hexadecimal digits of digest");
        }
        return new Pbkdf2(form.group(1), iterations(form.group(2)), form.group(3));
    }

    static String make(Secret password) {
        String salt = NewHash.cryptSalt();
        return "$1$" + salt + "$" + NEW_ITERATIONS + "$"
                + HexFormat.of().formatHex(hash(password.octets(), salt, NEW_ITERATIONS));
    }

    private static byte[] hash(byte[] password, String salt, int iterations) {
        return Hmac.iterated("HmacSHA1", password, salt.getBytes(StandardCharsets.US_ASCII), iterations);
    }

    /** A number of iterations within the limit. */
    static int iterations(String digits) throws PasswordException {
        int iterations = Integer.parseInt(digits);
        if (iterations > MOST_ITERATIONS) {
            throw new PasswordException(iterations + " iterations exceed " + MOST_ITERATIONS
                    + ": hash the password again with fewer");
        }
        return iterations;
    }

    @Override
    public Scheme scheme() {
        return Scheme.PBKDF2;
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(HexFormat.of().parseHex(digest), hash(password, salt, iterations));
    }

    @Override
    public long nanoseconds() {
        return 180L * iterations;
    }

    @Override
    public String toString() {
        return "{PBKDF2}";
    }
}
