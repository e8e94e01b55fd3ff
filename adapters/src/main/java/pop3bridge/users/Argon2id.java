package pop3bridge.users;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * {@code {ARGON2ID}}: Argon2id, version 1.3 (RFC 9106), in the PHC string format.
 *
 * @param kibibytes the memory, in KiB
 * @param salt in Base64
 * @param tag in Base64
 */
record Argon2id(int kibibytes, int passes, int lanes, String salt, String tag) implements PasswordHash {
    /** More memory would take many seconds, or leave the rest of the server too little heap. */
    private static final long MOST_KIBIBYTES = Math.min(1 << 20, Runtime.getRuntime().maxMemory() / 2048);
    /** The maximum memory accessed by all passes together: four passes over 1 GiB. */
    private static final long MOST_KIBIBYTES_TOUCHED = 4 << 20;
    private static final int MOST_LANES = 255;
    private static final int LEAST_SALT = 8;
    private static final int LEAST_TAG = 16;
    private static final int MOST_OCTETS = 64;

    private static final Pattern FORM = Pattern.compile("\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,8}),t=([1-9][0-9]{0,8}),"
            + "p=([1-9][0-9]{0,8})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    static Argon2id parse(String hash) throws MalformedLineException {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            throw new MalformedLineException("invalid {ARGON2ID} hash: it must have the form"
                    + " $argon2id$v=19$m=65536,t=3,p=1$salt$hash, in Base64 without padding");
        }
        Argon2id argon = new Argon2id(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)), form.group(4), form.group(5));
        checkOctets("salt", argon.salt, LEAST_SALT);
        checkOctets("hash", argon.tag, LEAST_TAG);
        argon.checkCost();
        return argon;
    }

    private static void checkOctets(String what, String base64, int least) throws MalformedLineException {
        int octets = base64.length() * 3 / 4;
        if (base64.length() % 4 == 1 || octets < least || octets > MOST_OCTETS) {
            throw new MalformedLineException("the Argon2 " + what + " is not " + least + " to " + MOST_OCTETS
                    + " octets in Base64: check that it is complete, or hash the password again");
        }
    }

    private void checkCost() throws MalformedLineException {
        if (kibibytes > MOST_KIBIBYTES) {
            throw new MalformedLineException("m=" + kibibytes + " exceeds the limit of " + MOST_KIBIBYTES
                    + " KiB: hash the password again with less memory, or, up to 1 GiB, double the heap of this"
                    + " server");
        }
        if ((long) kibibytes * passes > MOST_KIBIBYTES_TOUCHED) {
            throw new MalformedLineException("m=" + kibibytes + ",t=" + passes + " is too expensive: hash the password"
                    + " again with m times t at most " + MOST_KIBIBYTES_TOUCHED);
        }
        if (lanes > MOST_LANES || kibibytes < 8 * lanes) {
            throw new MalformedLineException("p=" + lanes + " is not between 1 and " + MOST_LANES + " or exceeds m/8:"
                    + " hash the password again with a smaller p");
        }
    }

    @Override
    public long memory() {
        return (long) kibibytes << 10;
    }

    @Override
    public boolean matches(byte[] password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13).withMemoryAsKB(kibibytes).withIterations(passes)
                .withParallelism(lanes).withSalt(Base64.getDecoder().decode(salt)).build());
        byte[] wanted = Base64.getDecoder().decode(tag);
        byte[] found = new byte[wanted.length];
        generator.generateBytes(password, found);
        return MessageDigest.isEqual(wanted, found);
    }

    @Override
    public String toString() {
        return "{ARGON2ID}";
    }
}
