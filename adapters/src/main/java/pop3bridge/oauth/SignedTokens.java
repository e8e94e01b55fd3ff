package pop3bridge.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import pop3bridge.oauth.OAuthFailure.Kind;

/**
 * Verifies signatures of tokens (JWS, RFC 7515) with the provider's keys, by the rules of RFC 8725. Keys come from the provider alone: those
 * in a token's header ({@code jwk}, {@code jku}, {@code x5u}) are ignored. Safe for use by many threads.
 */
final class SignedTokens implements AutoCloseable {
    /** RFC 8725 §3.11: what is signed for another purpose is no access token. RFC 9068 §2.1 has the prefixed one, others the other. */
    private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"),
            new JOSEObjectType("application/at+jwt"));

    private final Set<JWSAlgorithm> algorithms;
    private final ProviderKeys fetched;
    private final JWKSource<SecurityContext> keys;

    /**
     * How long keys are kept.
     *
     * @param fresh how long they are used before they are fetched again
     * @param ahead how long before that end they are fetched in the background
     * @param outage how long they are used while they cannot be fetched
     * @param interval the time in which they are fetched at most twice because a token's key is unknown
     */
    record Keeping(Duration fresh, Duration ahead, Duration outage, Duration interval) {
        static final Keeping DEFAULT = new Keeping(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(4),
                Duration.ofSeconds(10));
    }

    SignedTokens(OAuthConfig.Signed provider, OAuthConfig.Http rules, Http http, Keeping keeping, Answers answers) {
        this.algorithms = provider.algorithms().stream().map(SignatureAlgorithm::algorithm)
                .collect(Collectors.toUnmodifiableSet());
        this.fetched = new ProviderKeys(provider, rules, http);
        this.keys = JWKSourceBuilder.create(fetched)
                .outageTolerant(keeping.outage().toMillis(),
                        _ -> fetched.failure().ifPresent(answers::outage))
                .rateLimited(keeping.interval().toMillis())
                .cache(keeping.fresh().toMillis(), rules.limits().request().toMillis())
                .refreshAheadCache(keeping.ahead().toMillis(), null, Executors.newVirtualThreadPerTaskExecutor(), true,
                        null, false)
                .build();
    }

    /** Why the keys could not be fetched the last time; empty if they could. */
    Optional<String> problem() {
        return fetched.failure().map(OAuthFailure::explanation);
    }

    /**
     * Reads a token without trusting it; empty if it is of another form. The library throws exceptions of many kinds for what is not of its
     * form, such as for a header that is null.
     */
    static Optional<SignedJWT> parse(String token) {
        try {
            return Optional.of(SignedJWT.parse(token));
        } catch (ParseException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /** The claims of a token that the provider has signed; they are not compared with anything. */
    JWTClaimsSet verified(SignedJWT token) throws RefusedException, OAuthFailure {
        JWSHeader header = token.getHeader();
        if (!algorithms.contains(header.getAlgorithm())) {
            throw new RefusedException(Refusal.ALGORITHM);
        }
        if (header.getType() != null && !TYPES.contains(header.getType())) {
            throw new RefusedException(Refusal.WRONG_TYPE);
        }
        if (header.getCriticalParams() != null) { // RFC 7515 §4.1.11: none is understood.
            throw new RefusedException(Refusal.MALFORMED);
        }
        for (JWK key : keysFor(header)) {
            if (signed(token, key)) {
                return claims(token);
            }
        }
        throw new RefusedException(Refusal.BAD_SIGNATURE);
    }

    private static JWTClaimsSet claims(SignedJWT token) throws RefusedException {
        try {
            return token.getJWTClaimsSet();
        } catch (ParseException _) {
            throw new RefusedException(Refusal.MALFORMED);
        }
    }

    /** At least one key. While the keys cannot be fetched, an unknown one may be new. */
    private List<JWK> keysFor(JWSHeader header) throws RefusedException, OAuthFailure {
        List<JWK> matching;
        try {
            matching = keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null);
        } catch (RateLimitReachedException e) {
            throw fetched.failure().orElseGet(() -> new OAuthFailure(Kind.KEYS_TOO_OFTEN, "", e));
        } catch (KeySourceException e) {
            throw fetched.failure().orElseGet(() -> new OAuthFailure(Kind.NO_ANSWER, "", e));
        }
        if (!matching.isEmpty()) {
            return matching;
        }
        Optional<OAuthFailure> outage = fetched.failure();
        if (outage.isPresent()) {
            throw outage.get();
        }
        throw new RefusedException(Refusal.UNKNOWN_KEY);
    }

    private static boolean signed(SignedJWT token, JWK key) {
        try {
            return switch (key) {
                case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa));
                case ECKey ec -> token.verify(new ECDSAVerifier(ec));
                case OctetKeyPair pair -> ed25519(token, pair);
                default -> false;
            };
        } catch (JOSEException _) { // The key is not of the algorithm, such as that of another curve.
            return false;
        }
    }

    /** RFC 8037 §3.1; the library's own verifier needs another library. */
    private static boolean ed25519(SignedJWT token, OctetKeyPair key) {
        byte[] publicKey = key.getDecodedX();
        byte[] signature = token.getSignature().decode();
        byte[] content = token.getSigningInput();
        return publicKey.length == Ed25519.PUBLIC_KEY_SIZE && signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, publicKey, 0, content, 0, content.length);
    }

    @Override
    public void close() {
        if (keys instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
