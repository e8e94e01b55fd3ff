package pop3bridge.users;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** {@code {BLF-CRYPT}}: bcrypt. Only the first 72 octets of a password count, as in all implementations. */
record BlfCrypt(String hash) implements PasswordHash {
    /** Each step doubles the time; cost 16 takes seconds. */
    private static final int MOST_COST = 16;
    private static final int LEAST_COST = 4;

    /** The last characters of salt and digest encode fewer bits, so that only some characters are valid there. */
    private static final Pattern FORM = Pattern
            .compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]");

    static BlfCrypt parse(String hash) throws MalformedLineException {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            throw new MalformedLineException("invalid {BLF-CRYPT} hash: it must be a complete bcrypt hash of 60"
                    + " characters that begins with $2a$, $2b$ or $2y$");
        }
        int cost = Integer.parseInt(form.group(1));
        if (cost < LEAST_COST || cost > MOST_COST) {
            throw new MalformedLineException("the bcrypt cost " + cost + " is not between " + LEAST_COST + " and "
                    + MOST_COST + ": hash the password again with a cost in this range");
        }
        return new BlfCrypt(hash);
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
