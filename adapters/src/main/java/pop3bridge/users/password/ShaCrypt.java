package pop3bridge.users.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Sha2Crypt;
import pop3bridge.accounts.Secret;

/**
 * {@code {SHA512-CRYPT}} and {@code {SHA256-CRYPT}}: SHA-2 in many rounds, as crypt(3) makes it.
 *
 * @param settings all that stands before the digest: {@code $6$salt} or {@code $6$rounds=5000$salt}
 */
record ShaCrypt(Scheme scheme, int rounds, String settings, String digest) implements PasswordHash {
    private static final int MOST_ROUNDS = 1_000_000;
    private static final int LEAST_ROUNDS = 1_000;
    private static final int USUAL_ROUNDS = 5_000;
    private static final int NEW_ROUNDS = 100_000;

    private static final String SETTINGS = "\\$(?:rounds=([1-9][0-9]{0,8})\\$)?[./A-Za-z0-9]{1,16})\\$";
    private static final Pattern FORM_512 = Pattern.compile("(\\$6" + SETTINGS + "([./A-Za-z0-9]{86})");
    private static final Pattern FORM_256 = Pattern.compile("(\\$5" + SETTINGS + "([./A-Za-z0-9]{43})");

    static ShaCrypt parse(Scheme scheme, String hash) throws PasswordException {
        boolean sha512 = scheme == Scheme.SHA512_CRYPT;
        Matcher form = (sha512 ? FORM_512 : FORM_256).matcher(hash);
        if (!form.matches()) {
            throw new PasswordException("the hash is not a complete " + (sha512 ? "SHA-512" : "SHA-256")
                    + " hash of crypt(3): write " + (sha512 ? "$6$" : "$5$")
                    + ", a salt of 1 to 16 characters, $ and the "
                    + (sha512 ? 86 : 43) + " characters of the digest");
        }
        int rounds = form.group(2) == null ? USUAL_ROUNDS : Integer.parseInt(form.group(2));
        if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
            throw new PasswordException("rounds=" + rounds + " is not between " + LEAST_ROUNDS + " and " + MOST_ROUNDS
                    + ": hash the password again with a number in this range");
        }
        return new ShaCrypt(scheme, rounds, form.group(1), form.group(3));
    }

    static String make(Scheme scheme, Secret password) {
        String prefix = scheme == Scheme.SHA512_CRYPT ? "$6$" : "$5$";
        return hash(scheme, password.octets(), prefix + "rounds=" + NEW_ROUNDS + "$" + NewHash.cryptSalt());
    }

    /** Overwrites the array. */
    private static String hash(Scheme scheme, byte[] password, String settings) {
        return scheme == Scheme.SHA512_CRYPT
                ? Sha2Crypt.sha512Crypt(password, settings)
                : Sha2Crypt.sha256Crypt(password, settings);
    }

    @Override
    public boolean matches(byte[] password) {
        String found = hash(scheme, password.clone(), settings);
        return MessageDigest.isEqual(ascii(settings + "$" + digest), ascii(found));
    }

    @Override
    public long nanoseconds() {
        return 240L * rounds;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "{" + scheme.text() + "}";
    }
}
