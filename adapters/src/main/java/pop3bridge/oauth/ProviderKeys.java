package pop3bridge.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pop3bridge.oauth.OAuthFailure.Kind;

/**
 * Fetches the provider's keys, and before them their place if only the issuer is known. Fetches at each call; the library's caches are around
 * it and call it from one thread at a time.
 */
final class ProviderKeys implements JWKSetSource<SecurityContext> {
    private static final int MOST_OCTETS = 256 * 1024;

    private final OAuthConfig.Signed provider;
    private final OAuthConfig.Http rules;
    private final Http http;
    private volatile Optional<URI> found;
    private volatile Optional<OAuthFailure> failure = Optional.empty();

    ProviderKeys(OAuthConfig.Signed provider, OAuthConfig.Http rules, Http http) {
        this.provider = provider;
        this.rules = rules;
        this.http = http;
        this.found = provider.jwksUrl();
    }

    /** Why the keys could not be fetched the last time; empty if they could. */
    Optional<OAuthFailure> failure() {
        return failure;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
            throws JWKSetUnavailableException {
        try {
            JWKSet keys = fetch(System.nanoTime() + rules.limits().request().toNanos());
            failure = Optional.empty();
            return keys;
        } catch (OAuthFailure e) {
            failure = Optional.of(e);
            found = provider.jwksUrl();
            throw new JWKSetRetrievalException(e.explanation(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JWKSetRetrievalException("interrupted", e);
        }
    }

    private JWKSet fetch(long end) throws OAuthFailure, InterruptedException {
        URI place = found.isPresent() ? found.get() : discover(end);
        String body = get(place, Kind.KEYS, end);
        JWKSet keys = parse(body, place);
        if (keys.isEmpty()) {
            throw new OAuthFailure(Kind.KEYS, place + " has no public key", null);
        }
        found = Optional.of(place);
        return keys;
    }

    /** The library throws exceptions of many kinds for what is not of its form, such as for a key that is null. */
    private static JWKSet parse(String body, URI place) throws OAuthFailure {
        try {
            return JWKSet.parse(Json.object(body)).toPublicJWKSet();
        } catch (ParseException | RuntimeException e) {
            throw new OAuthFailure(Kind.KEYS, place + " has no key set (RFC 7517 §5): " + e.getMessage(), e);
        }
    }

    /** OpenID Connect Discovery 1.0 §4: the issuer must be the same, or one provider could speak for another (§4.3). */
    private URI discover(long end) throws OAuthFailure, InterruptedException {
        URI place = provider.configuration();
        String body = get(place, Kind.DISCOVERY, end);
        try {
            Map<String, Object> json = Json.object(body);
            String issuer = JSONObjectUtils.getString(json, "issuer");
            if (!provider.issuer().toString().equals(issuer)) {
                throw new OAuthFailure(Kind.DISCOVERY, place + " belongs to the issuer " + issuer, null);
            }
            URI keys = Optional.ofNullable(JSONObjectUtils.getURI(json, "jwks_uri"))
                    .orElseThrow(() -> new ParseException("no jwks_uri", 0));
            Optional<String> problem = rules.problem(keys);
            if (problem.isPresent()) {
                throw new OAuthFailure(Kind.DISCOVERY, "jwks_uri of " + place + ": " + problem.get(), null);
            }
            return keys;
        } catch (ParseException e) {
            throw new OAuthFailure(Kind.DISCOVERY, place + ": " + e.getMessage(), e);
        }
    }

    private String get(URI place, Kind kind, long end) throws OAuthFailure, InterruptedException {
        Http.Answer answer = http.send(Http.request(place).GET().build(), MOST_OCTETS, end);
        if (answer.status() != Http.Answer.OK) {
            throw new OAuthFailure(kind, place + " answers with status " + answer.status(), null);
        }
        return answer.body();
    }

    @Override
    public void close() {
        // The client is closed by who made it.
    }
}
