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

    static final Setting<URI> ISSUER = Setting.optional(OAuthSetting.ISSUER.key(), ValueType.service(),
            "none; signed tokens are refused",
            "The OpenID provider whose signed access tokens (JWT) are accepted: the value of their claim `iss`. The server "
                    + "finds its keys through `/.well-known/openid-configuration`.");
    static final Setting<URI> JWKS_URL = Setting.optional(OAuthSetting.JWKS_URL.key(), ValueType.service(),
            "from the issuer's OpenID configuration",
            "The URL of the issuer's public keys (JWK Set), if it has no OpenID configuration.");
    static final Setting<List<String>> AUDIENCE = Setting.optional(OAuthSetting.AUDIENCE.key(),
            ValueType.texts("an audience", "[\\P{Cntrl}&&[^,]]{1,255}"), "none; required with `oauth.issuer`",
            "A token must have one of these values in its claim `aud`.");
    static final Setting<List<SignatureAlgorithm>> ALGORITHMS = Setting.of(OAuthSetting.ALGORITHMS.key(),
            ValueType.constants(SignatureAlgorithm.class, SignatureAlgorithm::id), "RS256,PS256,ES256,EdDSA",
            "The accepted signature algorithms.");
    static final Setting<String> USER_CLAIM = Setting.of(OAuthSetting.USER_CLAIM.key(),
            ValueType.text("the name of a claim", CLAIM), "email",
            "The claim that contains the user name, such as `preferred_username`, `upn` or, with introspection, `username`. Users "
                    + "must not be able to choose its value. With `email`, a token whose `email_verified` is false is refused.");
    static final Setting<String> MAILDROP_CLAIM = Setting.optional(OAuthSetting.MAILDROP_CLAIM.key(),
            ValueType.text("the name of a claim", CLAIM), "none; `mail.prefix` applies",
            "The claim that contains the user's maildrop, such as `s3://bucket/prefix/`. It is optional in each token.");
    static final Setting<String> SCOPE = Setting.optional(OAuthSetting.SCOPE.key(),
            ValueType.text("a scope, or several separated by spaces",
                    "[!#-\\[\\]-~]{1,255}( [!#-\\[\\]-~]{1,255})*"),
            "none", "Scopes that a token must have in its claim `scope` or `scp`.");
    static final Setting<Duration> CLOCK_SKEW = Setting.of(OAuthSetting.CLOCK_SKEW.key(),
            ValueType.duration("0s", "10m"), "30s",
            "The maximum difference between the clocks of the provider and of the server.");
    static final Setting<URI> INTROSPECTION_URL = Setting.optional(OAuthSetting.INTROSPECTION_URL.key(),
            ValueType.service(), "none; unsigned tokens are refused",
            "The introspection endpoint (RFC 7662) for tokens that are not signed, or for all tokens if `oauth.issuer` is not "
                    + "set. The server uses an answer for one minute.");
    static final Setting<String> CLIENT_ID = Setting.optional(OAuthSetting.CLIENT_ID.key(),
            ValueType.text("a client ID", "\\P{Cntrl}{1,255}"), "none; required with `oauth.introspection-url`",
            "The client ID for introspection.");
    static final Setting<Path> CLIENT_SECRET_FILE = Setting.optional(OAuthSetting.CLIENT_SECRET_FILE.key(),
            ValueType.path(), "none; required with `oauth.introspection-url`",
            "A file that contains the client secret. The server reads it again when it changes.");
    static final Setting<Path> CA_FILE = Setting.optional(OAuthSetting.CA_FILE.key(), ValueType.path(),
            "the default trust store",
            "A PEM file with the CA certificates that the provider's certificate is verified against.");
    static final Setting<Boolean> ALLOW_PLAINTEXT = Setting.of(OAuthSetting.ALLOW_PLAINTEXT.key(), ValueType.truth(),
            "false",
            "Whether the provider may be on another machine without TLS. Anyone who can change its keys in transit "
                    + "can then log in as any user.");

    /** Every setting of tokens, in the order of the documentation. */
    static final List<Setting<?>> ALL = List.of(ISSUER, JWKS_URL, AUDIENCE, ALGORITHMS, USER_CLAIM, MAILDROP_CLAIM,
            SCOPE, CLOCK_SKEW, INTROSPECTION_URL, CLIENT_ID, CLIENT_SECRET_FILE, CA_FILE, ALLOW_PLAINTEXT);

    private OAuthSettings() {}

    /** Which tokens are accepted; empty, and a line in {@code problems} for each reason, if the settings are invalid. */
    static Optional<OAuthConfig> read(Values values, List<String> problems) {
        int before = problems.size();
        if (!values.isGiven(ISSUER) && !values.isGiven(INTROSPECTION_URL)) {
            problems.add(
                    ISSUER.key() + ": required; set it in the settings file or as " + ISSUER.variable() + ", or set "
                            + INTROSPECTION_URL.key());
        }
        values.needs(ISSUER, AUDIENCE, problems);
        values.needs(JWKS_URL, ISSUER, problems);
        values.needs(INTROSPECTION_URL, CLIENT_ID, problems);
        values.needs(INTROSPECTION_URL, CLIENT_SECRET_FILE, problems);
        if (problems.size() > before
                || ALL.stream().anyMatch(its -> values.isGiven(its) && values.find(its).isEmpty())) {
            return Optional.empty();
        }
        try {
            return Optional.of(config(values));
        } catch (IllegalArgumentException e) {
            problems.add(values.located(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private static OAuthConfig config(Values values) {
        return new OAuthConfig(
                values.find(ISSUER).map(its -> new OAuthConfig.Signed(its, values.find(JWKS_URL),
                        Set.copyOf(values.get(ALGORITHMS)))),
                values.find(INTROSPECTION_URL).map(url -> new OAuthConfig.Introspection(url, values.get(CLIENT_ID),
                        values.get(CLIENT_SECRET_FILE))),
                new OAuthConfig.Claims(values.find(AUDIENCE).orElse(List.of()), values.get(USER_CLAIM),
                        values.find(MAILDROP_CLAIM), values.find(SCOPE), values.get(CLOCK_SKEW)),
                new OAuthConfig.Http(values.find(CA_FILE), values.get(ALLOW_PLAINTEXT), OAuthConfig.Limits.DEFAULT));
    }
}
