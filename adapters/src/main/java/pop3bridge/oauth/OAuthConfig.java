package pop3bridge.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import pop3bridge.sources.Loopback;

/**
 * Which tokens are accepted, and which account each belongs to. Each part throws an {@link IllegalArgumentException} that names the
 * {@link OAuthSetting} if a value cannot be used.
 *
 * @param signed the issuer whose signed tokens are accepted; empty for none
 * @param introspection whom to ask about other tokens; empty to refuse them
 */
public record OAuthConfig(Optional<Signed> signed, Optional<Introspection> introspection, Claims claims, Http http) {
    /** The defaults of {@link Signed#algorithms}. */
    public static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256,
            SignatureAlgorithm.ES256, SignatureAlgorithm.EDDSA);

    public OAuthConfig {
        if (signed.isEmpty() && introspection.isEmpty()) {
            throw OAuthSetting.ISSUER
                    .wrong("missing; set it for signed tokens, or " + OAuthSetting.INTROSPECTION_URL + " for others");
        }
        if (signed.isPresent() && claims.audiences().isEmpty()) {
            throw OAuthSetting.AUDIENCE.wrong("missing; without it, tokens for other services would open maildrops");
        }
        signed.map(Signed::issuer).ifPresent(url -> http.check(OAuthSetting.ISSUER, url));
        signed.flatMap(Signed::jwksUrl).ifPresent(url -> http.check(OAuthSetting.JWKS_URL, url));
        introspection.map(Introspection::url).ifPresent(url -> http.check(OAuthSetting.INTROSPECTION_URL, url));
    }

    /**
     * Tokens that the provider signs (JWT, RFC 7519).
     *
     * @param issuer the claim {@code iss} of each token, octet by octet
     * @param jwksUrl where the provider's public keys are (RFC 7517 §5); empty to find them by the issuer's OpenID configuration (OpenID
     *     Connect Discovery 1.0 §4)
     * @param algorithms the accepted values of the header's {@code alg}
     */
    public record Signed(URI issuer, Optional<URI> jwksUrl, Set<SignatureAlgorithm> algorithms) {
        private static final String DISCOVERY = "/.well-known/openid-configuration";

        public Signed {
            algorithms = Set.copyOf(algorithms);
            if (algorithms.isEmpty()) {
                throw OAuthSetting.ALGORITHMS.wrong("name at least one, such as RS256");
            }
            if (issuer.getRawQuery() != null) {
                throw OAuthSetting.ISSUER.wrong(issuer + " has a query; write the value of a token's claim iss");
            }
        }

        /** The URL of the issuer's OpenID configuration; a slash at the end of the issuer counts once. */
        URI configuration() {
            return URI.create(issuer.toString().replaceFirst("/$", "") + DISCOVERY);
        }
    }

    /**
     * Tokens that are verified by introspection (RFC 7662).
     *
     * @param clientId who asks
     * @param clientSecretFile a file with the client's secret; a line end after it is ignored. It is read at each request
     */
    public record Introspection(URI url, String clientId, Path clientSecretFile) {
        public Introspection {
            if (clientId.isBlank()) {
                throw OAuthSetting.CLIENT_ID.wrong("is empty");
            }
        }
    }

    /**
     * What must be in a token.
     *
     * @param audiences one of these must be in the claim {@code aud}; may be empty for introspection alone
     * @param user the claim that is the account's name, such as {@code email}, {@code preferred_username} or {@code upn}. Users must not be
     *     able to change its value at the provider, nor choose that of another. A token whose {@code email_verified} is false is refused if it
     *     is {@code email}
     * @param maildrop the claim that is the address of the account's maildrop, {@code s3://bucket/prefix/}; a token may lack it
     * @param scope scopes that must all be in the claim {@code scope} or {@code scp}, with spaces between them
     * @param clockSkew by how much the clocks may differ
     */
    public record Claims(List<String> audiences, String user, Optional<String> maildrop, Optional<String> scope,
            Duration clockSkew) {
        public Claims {
            audiences = List.copyOf(audiences);
            if (audiences.stream().anyMatch(String::isBlank)) {
                throw OAuthSetting.AUDIENCE.wrong("one is empty");
            }
            if (user.isBlank()) {
                throw OAuthSetting.USER_CLAIM.wrong("is empty");
            }
            if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(10)) > 0) {
                throw OAuthSetting.CLOCK_SKEW.wrong("must be between 0 s and 10 min");
            }
        }

        /** The scopes, each alone. */
        List<String> scopes() {
            return scope.stream().flatMap(all -> Stream.of(all.split(" ", -1))).filter(one -> !one.isEmpty()).toList();
        }
    }

    /**
     * How to ask the provider.
     *
     * @param caFile certificates in PEM form of the authorities that the provider's certificate may come from, read once; empty for those of
     *     the JVM. The host name is verified in any case
     * @param allowPlaintext whether keys and tokens may cross the network without TLS
     */
    public record Http(Optional<Path> caFile, boolean allowPlaintext, Limits limits) {
        /** What a URL must be; empty if it is. */
        Optional<String> problem(URI url) {
            boolean secure = "https".equalsIgnoreCase(url.getScheme());
            boolean web = secure || "http".equalsIgnoreCase(url.getScheme());
            if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null
                    || url.getPort() > 65535) {
                return Optional.of(url + " is not of the form https://host/path");
            }
            if (!secure && !allowPlaintext && !Loopback.isHost(url.getHost())) {
                return Optional.of(url + " does not use TLS: use https://, or allow it with "
                        + OAuthSetting.ALLOW_PLAINTEXT);
            }
            return Optional.empty();
        }

        private void check(OAuthSetting setting, URI url) {
            Optional<String> problem = problem(url);
            if (problem.isPresent()) {
                throw setting.wrong(problem.get());
            }
        }
    }

    /**
     * Bounds.
     *
     * @param connect the longest time for a connection with its TLS handshake
     * @param read the longest time for the answer; keys must be there, and the OpenID configuration before them, within both times together
     * @param login the longest time for a login, longer than the other two together
     */
    public record Limits(Duration connect, Duration read, Duration login) {
        /** Two and three seconds, ten for the login. */
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(3),
                Duration.ofSeconds(10));

        public Limits {
            if (connect.toMillis() < 1 || read.toMillis() < 1 || login.compareTo(connect.plus(read)) <= 0) {
                throw new IllegalArgumentException("no time: " + connect + ", " + read + ", " + login);
            }
        }

        /** The longest time for a request, or for those that fetch the keys. */
        Duration request() {
            return connect.plus(read);
        }
    }
}
