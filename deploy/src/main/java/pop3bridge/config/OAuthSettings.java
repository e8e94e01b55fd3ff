package pop3bridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pop3bridge.oauth.OAuthConfig;
import pop3bridge.oauth.OAuthSetting;
import pop3bridge.oauth.SignatureAlgorithm;

/** The settings of bearer tokens, and what they mean together. */
final class OAuthSettings {
    private static final String CLAIM = "[\\P{Cntrl}&&\\S]{1,255}";

    static final Setting<URI> ISSUER = Setting.optional(OAuthSetting.ISSUER.key(), ValueType.webUrl(),
            "signed tokens are not accepted",
            "The OpenID provider whose signed access tokens (JWT) log in: the value of their claim `iss`. Its keys are found by "
                    + "`/.well-known/openid-configuration`.");
    static final Setting<URI> JWKS_URL = Setting.optional(OAuthSetting.JWKS_URL.key(), ValueType.webUrl(),
            "as the issuer's OpenID configuration says",
            "Where the issuer's public keys are (JWK Set), if it has no OpenID configuration.");
    static final Setting<List<String>> AUDIENCE = Setting.optional(OAuthSetting.AUDIENCE.key(),
            ValueType.texts("an audience", "[\\P{Cntrl}&&[^,]]{1,255}"), "none; required with `oauth.issuer`",
            "Values of which one must be in a token's claim `aud`: who the token is for.");
    static final Setting<List<SignatureAlgorithm>> ALGORITHMS = Setting.of(OAuthSetting.ALGORITHMS.key(),
            ValueType.constants(SignatureAlgorithm.class, SignatureAlgorithm::id), "RS256,PS256,ES256,EdDSA",
            "How tokens may be signed.");
    static final Setting<String> USER_CLAIM = Setting.of(OAuthSetting.USER_CLAIM.key(),
            ValueType.text("the name of a claim", CLAIM), "email",
            "The claim that is the user name, such as `preferred_username`, `upn` or, with introspection, `username`. Users "
                    + "must not be able to choose its value. With `email`, a token whose `email_verified` is false is refused.");
    static final Setting<String> MAILDROP_CLAIM = Setting.optional(OAuthSetting.MAILDROP_CLAIM.key(),
            ValueType.text("the name of a claim", CLAIM), "the place follows from the user name",
            "The claim that is the address of the user's maildrop, `s3://bucket/prefix/`; a token may lack it.");
    static final Setting<String> SCOPE = Setting.optional(OAuthSetting.SCOPE.key(),
            ValueType.text("a scope, or several with a space between them",
                    "[!#-\\[\\]-~]{1,255}( [!#-\\[\\]-~]{1,255})*"),
            "any", "Scopes that a token must have, in its claim `scope` or `scp`.");
    static final Setting<Duration> CLOCK_SKEW = Setting.of(OAuthSetting.CLOCK_SKEW.key(),
            ValueType.duration("0s", "10m"), "30s",
            "By how much the clocks of the provider and of this machine may differ.");
    static final Setting<URI> INTROSPECTION_URL = Setting.optional(OAuthSetting.INTROSPECTION_URL.key(),
            ValueType.webUrl(), "tokens of other forms are refused",
            "Where to ask about tokens that are not signed (RFC 7662), or about all if `oauth.issuer` is not set. "
                    + "An answer holds for a minute.");
    static final Setting<String> CLIENT_ID = Setting.optional(OAuthSetting.CLIENT_ID.key(),
            ValueType.text("the id of a client", "\\P{Cntrl}{1,255}"), "none; required with `oauth.introspection-url`",
            "The client that asks about tokens.");
    static final Setting<Path> CLIENT_SECRET_FILE = Setting.optional(OAuthSetting.CLIENT_SECRET_FILE.key(),
            ValueType.path(), "none; required with `oauth.introspection-url`",
            "A file that contains the client's secret. A changed file is read at the next question.");
    static final Setting<Path> CA_FILE = Setting.optional(OAuthSetting.CA_FILE.key(), ValueType.path(),
            "those of the JVM",
            "A file with the certificates, in PEM, of the authorities that the provider's certificate may come from.");
    static final Setting<Boolean> ALLOW_PLAINTEXT = Setting.of(OAuthSetting.ALLOW_PLAINTEXT.key(), ValueType.truth(),
            "false",
            "Whether the provider may be on another machine and without TLS: who can change its keys on the way "
                    + "can log in as anybody.");

    /** Every setting of tokens, in the order of the documentation. */
    static final List<Setting<?>> ALL = List.of(ISSUER, JWKS_URL, AUDIENCE, ALGORITHMS, USER_CLAIM, MAILDROP_CLAIM,
            SCOPE, CLOCK_SKEW, INTROSPECTION_URL, CLIENT_ID, CLIENT_SECRET_FILE, CA_FILE, ALLOW_PLAINTEXT);

    private OAuthSettings() {}

    /** What is missing. */
    static void check(Values values, List<String> problems) {
        values.needs(ISSUER, AUDIENCE, problems);
        values.needs(JWKS_URL, ISSUER, problems);
        values.needs(INTROSPECTION_URL, CLIENT_ID, problems);
        values.needs(INTROSPECTION_URL, CLIENT_SECRET_FILE, problems);
    }

    /**
     * Which tokens are accepted; empty for none.
     *
     * @throws ConfigException if a value cannot be used
     */
    static Optional<OAuthConfig> read(Values values) throws ConfigException {
        Optional<URI> issuer = values.find(ISSUER);
        Optional<URI> introspection = values.find(INTROSPECTION_URL);
        if (issuer.isEmpty() && introspection.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OAuthConfig(
                    issuer.map(its -> new OAuthConfig.Signed(its, values.find(JWKS_URL),
                            Set.copyOf(values.get(ALGORITHMS)))),
                    introspection.map(url -> new OAuthConfig.Introspection(url, values.get(CLIENT_ID),
                            values.get(CLIENT_SECRET_FILE))),
                    new OAuthConfig.Claims(values.find(AUDIENCE).orElse(List.of()), values.get(USER_CLAIM),
                            values.find(MAILDROP_CLAIM), values.find(SCOPE), values.get(CLOCK_SKEW)),
                    new OAuthConfig.Http(values.find(CA_FILE), values.get(ALLOW_PLAINTEXT),
                            OAuthConfig.Limits.DEFAULT)));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }
}
