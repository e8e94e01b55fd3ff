package pop3bridge.pop3.sasl;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.ScramHash;

/** The mechanisms, the best first. */
public enum Mechanism {
    /** RFC 4422 appendix A: by the client's certificate. */
    EXTERNAL("EXTERNAL"),
    /** RFC 7677, bound to the TLS session (RFC 9266, RFC 5929). */
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    /** RFC 5802, bound to the TLS session. */
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS"),
    /** RFC 7677. */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** RFC 5802. */
    SCRAM_SHA_1("SCRAM-SHA-1"),
    /** RFC 2195. */
    CRAM_MD5("CRAM-MD5"),
    /** RFC 4616. */
    PLAIN("PLAIN"),
    /** Of no RFC: user name and password, asked for one by one. */
    LOGIN("LOGIN");

    private final String wire;

    Mechanism(String wire) {
        this.wire = wire;
    }

    /** Returns the name that it has in AUTH and CAPA. */
    public String wire() {
        return wire;
    }

    /** Begins an attempt. */
    public Exchange begin(LoginContext context) {
        return switch (this) {
            case EXTERNAL -> new External(context);
            case SCRAM_SHA_256_PLUS -> new Scram(ScramHash.SHA_256, true, context);
            case SCRAM_SHA_1_PLUS -> new Scram(ScramHash.SHA_1, true, context);
            case SCRAM_SHA_256 -> new Scram(ScramHash.SHA_256, false, context);
            case SCRAM_SHA_1 -> new Scram(ScramHash.SHA_1, false, context);
            case CRAM_MD5 -> new CramMd5(context.accounts());
            case PLAIN -> new Plain(context.accounts());
            case LOGIN -> new Login(context.accounts());
        };
    }

    /**
     * The mechanisms to offer: those by which every account, or the one of the client's certificate, can log in on this
     * connection.
     */
    public static List<Mechanism> offered(LoginContext context) {
        Accounts accounts = context.accounts();
        boolean bound = !context.channelBindings().isEmpty();
        return Arrays.stream(values()).filter(mechanism -> switch (mechanism) {
            case EXTERNAL -> context.clientCertificate().isPresent() && accounts.takesCertificates();
            case SCRAM_SHA_256_PLUS -> bound && accounts.allScram(ScramHash.SHA_256);
            case SCRAM_SHA_1_PLUS -> bound && accounts.allScram(ScramHash.SHA_1);
            case SCRAM_SHA_256 -> accounts.allScram(ScramHash.SHA_256);
            case SCRAM_SHA_1 -> accounts.allScram(ScramHash.SHA_1);
            case CRAM_MD5 -> accounts.allPasswordsKnown();
            case PLAIN, LOGIN -> context.plaintextLogin();
        }).toList();
    }

    /** Returns the mechanism of this name, in any case. */
    public static Optional<Mechanism> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(mechanism -> mechanism.wire.equals(upper)).findFirst();
    }
}
