package pop3bridge.pop3.sasl;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.accounts.Accounts;

/** The SASL mechanisms, in order of preference. */
public enum Mechanism {
    /** RFC 7677. */
    SCRAM_SHA_256("SCRAM-SHA-256", false),
    /** RFC 5802. */
    SCRAM_SHA_1("SCRAM-SHA-1", false),
    /** RFC 2195. */
    CRAM_MD5("CRAM-MD5", false),
    /** RFC 4616. */
    PLAIN("PLAIN", true),
    /** Not in any RFC: prompts for user name and password. */
    LOGIN("LOGIN", true);

    private final String wire;
    private final boolean sendsPassword;

    Mechanism(String wire, boolean sendsPassword) {
        this.wire = wire;
        this.sendsPassword = sendsPassword;
    }

    /** Returns the name used in AUTH and CAPA. */
    public String wire() {
        return wire;
    }

    /** Starts an exchange. */
    public Exchange begin(Accounts accounts) {
        return switch (this) {
            case SCRAM_SHA_256 -> new Scram(Scram.Hash.SHA_256, accounts);
            case SCRAM_SHA_1 -> new Scram(Scram.Hash.SHA_1, accounts);
            case CRAM_MD5 -> new CramMd5(accounts);
            case PLAIN -> new Plain(accounts);
            case LOGIN -> new Login(accounts);
        };
    }

    /**
     * Returns the mechanisms to offer.
     *
     * @param plaintextLogin whether passwords may be sent on this connection
     */
    public static List<Mechanism> offered(boolean plaintextLogin, Accounts accounts) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.sendsPassword ? plaintextLogin : accounts.allPasswordsKnown())
                .toList();
    }

    /** Returns the mechanism with this name; case-insensitive. */
    public static Optional<Mechanism> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(mechanism -> mechanism.wire.equals(upper)).findFirst();
    }
}
