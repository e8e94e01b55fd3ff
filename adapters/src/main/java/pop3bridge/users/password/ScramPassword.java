package pop3bridge.users.password;

import java.util.Arrays;
import java.util.Base64;
import java.util.Base64.Encoder;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.accounts.SaslPrep;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramKeys;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;

/** {@code {SCRAM-SHA-256}} and {@code {SCRAM-SHA-1}}: the keys of SCRAM (RFC 5802 §3), in Dovecot's form. */
record ScramPassword(ScramHash hash, ScramKeys keys) implements PasswordHash {
    private static final int NEW_ITERATIONS = 15_000;
    private static final Pattern FORM = Pattern
            .compile("([1-9][0-9]{0,8}),([A-Za-z0-9+/=]+),([A-Za-z0-9+/=]+),([A-Za-z0-9+/=]+)");

    static ScramPassword parse(ScramHash hash, String text) throws PasswordException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new PasswordException("the hash must have the form iterations,salt,StoredKey,ServerKey,"
                    + " the last three in Base64");
        }
        byte[] salt = octets("salt", form.group(2), 1, ScramParameters.MOST_SALT_OCTETS);
        byte[] storedKey = octets("StoredKey", form.group(3), hash.octets(), hash.octets());
        byte[] serverKey = octets("ServerKey", form.group(4), hash.octets(), hash.octets());
        return new ScramPassword(hash, new ScramKeys(salt, Pbkdf2.iterations(form.group(1)), Secret.of(storedKey),
                Secret.of(serverKey)));
    }

    /** The client computes the iterations at each login, so that their number suits small devices. */
    static String make(ScramHash hash, Secret password) {
        ScramKeys keys = ScramKeys.derive(hash, SaslPrep.prepared(password), NewHash.salt(), NEW_ITERATIONS);
        Encoder base64 = Base64.getEncoder();
        return NEW_ITERATIONS + "," + base64.encodeToString(keys.salt()) + ","
                + base64.encodeToString(keys.storedKey().octets()) + ","
                + base64.encodeToString(keys.serverKey().octets());
    }

    private static byte[] octets(String what, String base64, int least, int most) throws PasswordException {
        try {
            byte[] octets = Base64.getDecoder().decode(base64);
            if (octets.length >= least && octets.length <= most) {
                return octets;
            }
        } catch (IllegalArgumentException _) {
            // Reported below.
        }
        throw new PasswordException("the " + what + " of SCRAM is not " + (least == most ? "" : least + " to ") + most
                + " octets in Base64: check that it is complete, or hash the password again");
    }

    @Override
    public Scheme scheme() {
        return switch (hash) {
            case SHA_1 -> Scheme.SCRAM_SHA_1;
            case SHA_256 -> Scheme.SCRAM_SHA_256;
        };
    }

    /** RFC 5802 requires SASLprep, but Dovecot hashes the password without it. */
    @Override
    public boolean matches(byte[] password) {
        Secret given = Secret.of(password);
        Secret prepared = SaslPrep.prepared(given);
        return keys.belongTo(hash, given)
                || (!Arrays.equals(prepared.octets(), password) && keys.belongTo(hash, prepared));
    }

    @Override
    public long nanoseconds() {
        return 180L * keys.iterations();
    }

    @Override
    public Optional<ScramKeys> scramKeys(ScramHash wanted) {
        return Optional.of(keys).filter(_ -> wanted == hash);
    }

    @Override
    public String toString() {
        return "{" + scheme().text() + "}";
    }
}
