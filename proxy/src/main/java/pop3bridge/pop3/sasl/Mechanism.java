package pop3bridge.pop3.sasl;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.accounts.ScramHash;

/** The SASL mechanisms, in order of preference. */
public enum Mechanism {
    /** RFC 7677, bound to the TLS session. */
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    /** RFC 5802, bound to the TLS session. */
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS"),
    /** RFC 7677. */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** RFC 5802. */
    SCRAM_SHA_1("SCRAM-SHA-1"),
    /** RFC 4422 appendix A: the client certificate. */
    EXTERNAL("EXTERNAL"),
    /** RFC 7628. */
    OAUTHBEARER("OAUTHBEARER"),
    /** Of no RFC: Google's and Microsoft's form of OAUTHBEARER. */
    XOAUTH2("XOAUTH2"),
    /** RFC 2195. */
    CRAM_MD5("CRAM-MD5"),
    /** RFC 4616. */
    PLAIN("PLAIN"),
    /** Not in any RFC: prompts for user name and password. */
    LOGIN("LOGIN");

    private final String wire;

    Mechanism(String wire) {
        this.wire = wire;
    }

    /** Returns the name used in AUTH and CAPA. */
    public String wire() {
        return wire;
    }

    /**
     * Starts an exchange.
     *
     * @param context where this mechanism is offered
     */
    public Exchange begin(LoginContext context) {
        return switch (this) {
            case SCRAM_SHA_256_PLUS -> scram(ScramHash.SHA_256, context, this);
            case SCRAM_SHA_1_PLUS -> scram(ScramHash.SHA_1, context, this);
            case SCRAM_SHA_256 -> scram(ScramHash.SHA_256, context, SCRAM_SHA_256_PLUS);
            case SCRAM_SHA_1 -> scram(ScramHash.SHA_1, context, SCRAM_SHA_1_PLUS);
            case EXTERNAL -> new External(context.accounts(),
                    context.tls().flatMap(TlsSession::clientCertificate).orElseThrow());
            case OAUTHBEARER -> new Bearer(Bearer.Form.OAUTHBEARER, context.accounts());
            case XOAUTH2 -> new Bearer(Bearer.Form.XOAUTH2, context.accounts());
            case CRAM_MD5 -> new CramMd5(context.accounts());
            case PLAIN -> new Plain(context.accounts());
            case LOGIN -> new Login(context.accounts());
        };
    }

    private Exchange scram(ScramHash hash, LoginContext context, Mechanism plus) {
        BindingRules binding = new BindingRules(this == plus, plus.isOffered(context), context.tls());
        return new Scram(hash, context.accounts(), binding);
    }

    private boolean isOffered(LoginContext context) {
        return context.methods().mechanisms().contains(this) && switch (this) {
            case SCRAM_SHA_256_PLUS -> context.accounts().allScram(ScramHash.SHA_256) && context.binds();
            case SCRAM_SHA_1_PLUS -> context.accounts().allScram(ScramHash.SHA_1) && context.binds();
            case SCRAM_SHA_256 -> context.accounts().allScram(ScramHash.SHA_256);
            case SCRAM_SHA_1 -> context.accounts().allScram(ScramHash.SHA_1);
            case EXTERNAL -> context.certificateLogin();
            case OAUTHBEARER, XOAUTH2 -> context.plaintextLogin() && context.accounts().takesTokens();
            case CRAM_MD5 -> context.accounts().allPasswordsKnown();
            case PLAIN, LOGIN -> context.sendsPasswords();
        };
    }

    /** Returns the mechanisms to offer: those that are allowed, and by which every account can log in. */
    public static List<Mechanism> offered(LoginContext context) {
        return Arrays.stream(values()).filter(mechanism -> mechanism.isOffered(context)).toList();
    }

    /** Returns the mechanism with this name; case-insensitive. */
    public static Optional<Mechanism> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(mechanism -> mechanism.wire.equals(upper)).findFirst();
    }
}
