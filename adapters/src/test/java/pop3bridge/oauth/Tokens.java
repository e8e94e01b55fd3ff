package pop3bridge.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;
import pop3bridge.oauth.OAuthConfig.Claims;
import pop3bridge.oauth.OAuthConfig.Introspection;
import pop3bridge.oauth.OAuthConfig.Limits;
import pop3bridge.oauth.OAuthConfig.Signed;
import pop3bridge.oauth.SignedTokens.Keeping;

/** Tokens and accounts for tests. */
final class Tokens {
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    static final Limits SHORT = new Limits(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(1500));
    static final Claims CLAIMS = new Claims(List.of("mail", "pop3"), "email", Optional.of("maildrop"),
            Optional.empty(), Duration.ofSeconds(30));

    private Tokens() {}

    /** Claims of anna's that are right. */
    static JWTClaimsSet.Builder anna(FakeProvider provider) {
        return new JWTClaimsSet.Builder().issuer(provider.issuer()).audience("mail").subject("4711")
                .claim("email", "anna@example.org").expirationTime(Date.from(NOW.plusSeconds(300)));
    }

    static String signed(JWTClaimsSet claims, RSAKey key) throws JOSEException {
        return signed(claims, key,
                new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).keyID(key.getKeyID()).build());
    }

    static String signed(JWTClaimsSet claims, RSAKey key, JWSHeader header) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    static OAuthConfig config(FakeProvider provider, Claims claims, Limits limits) {
        return new OAuthConfig(
                Optional.of(new Signed(URI.create(provider.issuer()), Optional.empty(),
                        OAuthConfig.ALGORITHMS)),
                Optional.empty(), claims, new OAuthConfig.Http(Optional.empty(), false, limits));
    }

    static OAuthConfig introspection(FakeProvider provider, Claims claims, Path secret) {
        return new OAuthConfig(Optional.empty(),
                Optional.of(new Introspection(provider.url("/introspect"), "pop3 bridge", secret)), claims,
                new OAuthConfig.Http(Optional.empty(), false, SHORT));
    }

    static OAuthTokens accounts(OAuthConfig config, MeterRegistry registry, Keeping keeping,
            AtomicReference<Instant> now) {
        return new OAuthTokens(config, registry, keeping,
                () -> Duration.between(NOW, now.get()).toNanos(), now::get);
    }

    /** Who logs in: the account's name, or the error code for the client. */
    static String login(OAuthTokens accounts, String token) throws AccountsUnavailableException {
        return switch (accounts.authenticateToken(Optional.empty(), Secret.of(token))) {
            case TokenResult.Accepted(Account account) -> account.name();
            case TokenResult.Refused refused -> refused.status();
        };
    }
}
