package pop3bridge.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * {@code {SHA512-CRYPT}}: SHA-512 with many rounds, as in crypt(3).
 *
 * @param settings the part before the digest: {@code $6$salt} or {@code $6$rounds=5000$salt}
 */
record Sha512Crypt(String settings, String digest) implements PasswordHash {
    private static final int MOST_ROUNDS = 1_000_000;
    private static final int LEAST_ROUNDS = 1_000;

    private static final Pattern FORM = Pattern.compile(
            "(\\$6\\$(?:rounds=([1-9][0-9]{0,8})\\$)?[./A-Za-z0-9]{1,16})\\$([./A-Za-z0-9]{86})");

    static Sha512Crypt parse(String hash) throws MalformedLineException {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            throw new MalformedLineException("invalid {SHA512-CRYPT} hash: it must be a complete crypt(3) hash:"
                    + " $6$, a salt of 1 to 16 characters, $ and a digest of 86 characters");
        }
        String rounds = form.group(2);
        if (rounds != null && (Integer.parseInt(rounds) < LEAST_ROUNDS || Integer.parseInt(rounds) > MOST_ROUNDS)) {
            throw new MalformedLineException("rounds=" + rounds + " is not between " + LEAST_ROUNDS + " and "
                    + MOST_ROUNDS + ": hash the password again with a number in this range");
        }
        return new Sha512Crypt(form.group(1), form.group(3));
    }

    @Override
    public boolean matches(byte[] password) {
        // Sha2Crypt overwrites its argument.
        String found = Sha2Crypt.sha512Crypt(password.clone(), settings);
        return MessageDigest.isEqual(ascii(settings + "$" + digest), ascii(found));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "{SHA512-CRYPT}";
    }
}
