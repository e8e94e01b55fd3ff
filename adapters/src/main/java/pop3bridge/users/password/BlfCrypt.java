package pop3bridge.users.password;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import pop3bridge.accounts.Secret;

/** {@code {BLF-CRYPT}}: bcrypt. Only the first 72 octets of a password count, as in all implementations. */
record BlfCrypt(int cost, String hash) implements PasswordHash {
    /** Each step doubles the time; cost 16 takes seconds. */
    private static final int MOST_COST = 16;
    private static final int LEAST_COST = 4;
    private static final int NEW_COST = 10;
    private static final int MOST_OCTETS = 72;

    /** The last characters of salt and digest encode fewer bits, so that only some characters are valid there. */
    private static final Pattern FORM = Pattern
            .compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]");

    static BlfCrypt parse(String hash) throws PasswordException {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            throw new PasswordException("the hash is not a complete bcrypt hash: it must have 60"
                    + " characters and begin with $2a$, $2b$ or $2y$");
        }
        int cost = Integer.parseInt(form.group(1));
        if (cost < LEAST_COST || cost > MOST_COST) {
            throw new PasswordException("the bcrypt cost " + cost + " is not between " + LEAST_COST + " and "
                    + MOST_COST + ": hash the password again with a cost in this range");
        }
        return new BlfCrypt(cost, hash);
    }

    static String make(Secret password) throws PasswordException {
        if (password.octets().length > MOST_OCTETS) {
            throw new PasswordException("bcrypt takes at most " + MOST_OCTETS
                    + " octets, the password is longer: choose another scheme");
        }
        return OpenBSDBCrypt.generate("2y", password.octets(), NewHash.salt(), NEW_COST);
    }

    @Override
    public Scheme scheme() {
        return Scheme.BLF_CRYPT;
    }

    @Override
    public long nanoseconds() {
        return 46_000L << cost;
    }

    @Override
    public boolean matches(byte[] password) {
        return OpenBSDBCrypt.checkPassword(hash, password);
    }

    @Override
    public String toString() {
        return "{BLF-CRYPT}";
    }
}
