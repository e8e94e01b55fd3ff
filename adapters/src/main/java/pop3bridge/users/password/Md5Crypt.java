package pop3bridge.users.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code {MD5-CRYPT}}: MD5 in a thousand rounds, as crypt(3) and Apache make it.
 *
 * @param prefix {@code $1$} of crypt(3) or {@code $apr1$} of Apache
 */
record Md5Crypt(String prefix, String salt, String digest) implements PasswordHash {
    private static final Pattern FORM = Pattern
            .compile("(\\$1\\$|\\$apr1\\$)([./A-Za-z0-9]{1,8})\\$([./A-Za-z0-9]{22})");

    static Md5Crypt parse(String hash) throws PasswordException {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            throw new PasswordException(
                    "the hash is not a complete MD5 hash of crypt(3) or Apache: write $1$ or $apr1$,"
                            + " a salt of 1 to 8 characters, $ and the 22 characters of the digest");
        }
        return new Md5Crypt(form.group(1), form.group(2), form.group(3));
    }

    @Override
    public Scheme scheme() {
        return Scheme.MD5_CRYPT;
    }

    @Override
    public boolean matches(byte[] password) {
        // The library may overwrite the array.
        String found = org.apache.commons.codec.digest.Md5Crypt.md5Crypt(password.clone(), prefix + salt, prefix);
        return MessageDigest.isEqual(ascii(prefix + salt + "$" + digest), ascii(found));
    }

    @Override
    public long nanoseconds() {
        return 150_000;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "{MD5-CRYPT}";
    }
}
