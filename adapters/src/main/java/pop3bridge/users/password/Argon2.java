package pop3bridge.users.password;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Base64.Encoder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import pop3bridge.accounts.Secret;

/**
 * {@code {ARGON2ID}} and {@code {ARGON2I}}: Argon2, version 1.3 (RFC 9106), in the PHC string form.
 *
 * @param kibibytes the memory, in KiB
 * @param salt in Base64
 * @param tag in Base64
 */
record Argon2(Scheme scheme, int kibibytes, int passes, int lanes, String salt, String tag) implements PasswordHash {
    /** More would not leave the rest of the server enough heap, or takes many seconds. */
    private static final long MOST_KIBIBYTES = Math.min(1 << 20, Runtime.getRuntime().maxMemory() / 2048);
    /** What all passes together may touch: four passes over 1 GiB. */
    private static final long MOST_KIBIBYTES_TOUCHED = 4 << 20;
    private static final int MOST_LANES = 255;
    private static final int LEAST_SALT = 8;
    private static final int LEAST_TAG = 16;
    private static final int MOST_OCTETS = 64;

    private static final int NEW_KIBIBYTES = 65_536;
    private static final int NEW_PASSES = 3;
    private static final int NEW_TAG = 32;

    private static final Pattern FORM = Pattern.compile("\\$argon2id?\\$v=19\\$m=([1-9][0-9]{0,8}),t=([1-9][0-9]{0,8}),"
            + "p=([1-9][0-9]{0,8})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    static Argon2 parse(Scheme scheme, String hash) throws PasswordException {
        String prefix = prefix(scheme);
        Matcher form = FORM.matcher(hash);
        if (!hash.startsWith(prefix) || !form.matches()) {
            throw new PasswordException("the hash must have the form " + prefix
                    + "v=19$m=65536,t=3,p=1$salt$hash, in Base64 without padding");
        }
        Argon2 argon = new Argon2(scheme, Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)), form.group(4), form.group(5));
        checkOctets("salt", argon.salt, LEAST_SALT);
        checkOctets("hash", argon.tag, LEAST_TAG);
        argon.checkCost();
        return argon;
    }

    private static String prefix(Scheme scheme) {
        return scheme == Scheme.ARGON2ID ? "$argon2id$" : "$argon2i$";
    }

    /** With Dovecot's cost for Argon2id. */
    static String make(Scheme scheme, Secret password) {
        Encoder base64 = Base64.getEncoder().withoutPadding();
        Argon2 argon = new Argon2(scheme, NEW_KIBIBYTES, NEW_PASSES, 1, base64.encodeToString(NewHash.salt()), "");
        String tag = base64.encodeToString(argon.hash(password.octets(), NEW_TAG));
        return prefix(scheme) + "v=19$m=" + NEW_KIBIBYTES + ",t=" + NEW_PASSES + ",p=1$" + argon.salt + "$" + tag;
    }

    private static void checkOctets(String what, String base64, int least) throws PasswordException {
        int octets = base64.length() * 3 / 4;
        if (base64.length() % 4 == 1 || octets < least || octets > MOST_OCTETS) {
            throw new PasswordException("the Argon2 " + what + " is not " + least + " to " + MOST_OCTETS
                    + " octets in Base64: check that it is complete, or hash the password again");
        }
    }

    private void checkCost() throws PasswordException {
        if (kibibytes > MOST_KIBIBYTES) {
            throw new PasswordException("m=" + kibibytes + " exceeds the limit of " + MOST_KIBIBYTES
                    + " KiB: hash the password again with less memory, or, up to 1 GiB, double the heap of this"
                    + " server");
        }
        if ((long) kibibytes * passes > MOST_KIBIBYTES_TOUCHED) {
            throw new PasswordException("m=" + kibibytes + ",t=" + passes + " is too expensive: hash the password"
                    + " again with m times t at most " + MOST_KIBIBYTES_TOUCHED);
        }
        if (lanes > MOST_LANES || kibibytes < 8 * lanes) {
            throw new PasswordException("p=" + lanes + " exceeds " + MOST_LANES + " or an eighth of m:"
                    + " hash the password again with a smaller p");
        }
    }

    @Override
    public long nanoseconds() {
        return 750L * kibibytes * passes;
    }

    @Override
    public long memory() {
        return (long) kibibytes << 10;
    }

    @Override
    public boolean matches(byte[] password) {
        byte[] wanted = Base64.getDecoder().decode(tag);
        return MessageDigest.isEqual(wanted, hash(password, wanted.length));
    }

    private byte[] hash(byte[] password, int octets) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        int type = scheme == Scheme.ARGON2ID ? Argon2Parameters.ARGON2_id : Argon2Parameters.ARGON2_i;
        generator.init(new Argon2Parameters.Builder(type).withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(kibibytes).withIterations(passes).withParallelism(lanes)
                .withSalt(Base64.getDecoder().decode(salt)).build());
        byte[] found = new byte[octets];
        generator.generateBytes(password, found);
        return found;
    }

    @Override
    public String toString() {
        return "{" + scheme.text() + "}";
    }
}
