package pop3bridge.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;
import pop3bridge.oauth.OAuthConfig.Claims;
import pop3bridge.oauth.OAuthConfig.Limits;
import pop3bridge.oauth.SignedTokens.Keeping;

/** Which signed tokens open a maildrop. */
class SignedTokensTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(OAuthTokens.class);
    private static final String ANNA = "anna@example.org";
    private static final String INVALID = "invalid_token";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(Tokens.NOW);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final FakeProvider provider;
    private OAuthTokens accounts;

    SignedTokensTest() throws Exception {
        provider = new FakeProvider();
        accounts = accounts(Tokens.CLAIMS);
        log.start();
        LOG.addAppender(log);
    }

    private OAuthTokens accounts(Claims claims) {
        return Tokens.accounts(Tokens.config(provider, claims, Limits.DEFAULT), registry, Keeping.DEFAULT, now);
    }

    @AfterEach
    void close() {
        LOG.detachAppender(log);
        accounts.close();
        provider.close();
    }

    private JWTClaimsSet.Builder anna() {
        return Tokens.anna(provider);
    }

    private static String signed(JWTClaimsSet.Builder claims) throws Exception {
        return Tokens.signed(claims.build(), FakeProvider.RSA);
    }

    private String login(JWTClaimsSet.Builder claims) throws Exception {
        return Tokens.login(accounts, signed(claims));
    }

    /** Why tokens were refused, since the last call. */
    private String reasons() {
        String reasons = log.list.stream()
                .flatMap(event -> event.getKeyValuePairs().stream().filter(pair -> pair.key.equals("reason")))
                .map(pair -> String.valueOf(pair.value)).collect(Collectors.joining(","));
        log.list.clear();
        return reasons;
    }

    @Test
    void aTokenIsItsAccounts() throws Exception {
        String token = signed(anna().claim("maildrop", "s3://bucket/anna/"));
        Account anna = new Account(ANNA, Optional.of("s3://bucket/anna/"));
        assertFalse(accounts.knows(ANNA));
        assertEquals(new TokenResult.Accepted(anna),
                accounts.authenticateToken(Optional.of(ANNA), Secret.of(token)));
        assertEquals(new TokenResult.Accepted(anna), accounts.authenticateToken(Optional.empty(), Secret.of(token)));
        assertEquals(List.of("GET /realm/.well-known/openid-configuration", "GET /keys"), provider.requests);
        assertTrue(accounts.knows(ANNA));
        assertTrue(accounts.takesTokens());
        assertEquals(2,
                registry.get("pop3bridge.accounts.request.duration").tags("source", "oauth", "outcome", "ok").timer()
                        .count());
    }

    @Test
    void aPasswordIsNobodys() throws Exception {
        assertEquals(Optional.empty(), accounts.authenticate(ANNA, Secret.of(signed(anna()))));
        assertEquals(Optional.empty(), accounts.knownPassword(ANNA));
        assertFalse(accounts.allPasswordsKnown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANNA@example.org", "anna@example.org ", "anna", "", "bert@example.org"})
    void theNameIsTheTokens(String name) throws Exception {
        assertEquals(
                new TokenResult.Refused(INVALID, Optional.empty(),
                        Optional.of(provider.issuer() + "/.well-known/openid-configuration")),
                accounts.authenticateToken(Optional.of(name), Secret.of(signed(anna()))));
        assertEquals("other_user", reasons());
        assertEquals(1,
                registry.get("pop3bridge.accounts.request.duration").tags("source", "oauth", "outcome", "refused")
                        .timer().count());
    }

    @Test
    void withoutSignature() throws Exception {
        assertEquals(INVALID, Tokens.login(accounts, new PlainJWT(anna().build()).serialize()));
        String[] parts = signed(anna()).split("\\.", -1);
        for (String algorithm : List.of("none", "None", "NONE", "nOnE")) {
            String header = Base64URL.encode("{\"alg\":\"" + algorithm + "\"}").toString();
            assertEquals(INVALID, Tokens.login(accounts, header + "." + parts[1] + "."));
            assertEquals(INVALID, Tokens.login(accounts, header + "." + parts[1] + "." + parts[2]));
        }
        assertEquals(List.of(), provider.requests);
    }

    /** The public key is no secret: RFC 8725 §2.1. */
    @Test
    void thePublicKeyAsSecret() throws Exception {
        for (byte[] secret : List.of(FakeProvider.RSA.toRSAPublicKey().getEncoded(),
                FakeProvider.RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
                    anna().build());
            token.sign(new MACSigner(secret));
            assertEquals(INVALID, Tokens.login(accounts, token.serialize()));
        }
        assertEquals("algorithm", reasons());
    }

    @Test
    void theKeyIsTheProviders() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first")
                .jwk(FakeProvider.OTHER_RSA.toPublicJWK()).jwkURL(provider.url("/keys")).build();
        assertEquals(INVALID, Tokens.login(accounts, Tokens.signed(anna().build(), FakeProvider.OTHER_RSA, header)));
        assertEquals("bad_signature", reasons());
        String[] parts = signed(anna()).split("\\.", -1);
        String[] bert = signed(anna().claim("email", "bert@example.org")).split("\\.", -1);
        assertEquals(INVALID, Tokens.login(accounts, parts[0] + "." + bert[1] + "." + parts[2]));
        assertEquals(INVALID,
                Tokens.login(accounts, Tokens.signed(anna().build(), FakeProvider.OTHER_RSA)));
        assertEquals("unknown_key", reasons());
    }

    @Test
    void otherAlgorithms() throws Exception {
        provider.keys = FakeProvider.keys(FakeProvider.RSA, FakeProvider.EC);
        JWSHeader pss = new JWSHeader.Builder(JWSAlgorithm.PS256).build();
        assertEquals(ANNA, Tokens.login(accounts, Tokens.signed(anna().build(), FakeProvider.RSA, pss)));
        SignedJWT curve = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("curve").build(),
                anna().build());
        curve.sign(new ECDSASigner(FakeProvider.EC));
        assertEquals(ANNA, Tokens.login(accounts, curve.serialize()));
        JWSHeader rs512 = new JWSHeader.Builder(JWSAlgorithm.RS512).build();
        assertEquals(INVALID, Tokens.login(accounts, Tokens.signed(anna().build(), FakeProvider.RSA, rs512)));
        assertEquals("algorithm", reasons());
    }

    @Test
    void aCurveOfEdwards() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        provider.keys = FakeProvider.keys(new OctetKeyPair.Builder(Curve.Ed25519,
                Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))).keyID("ed")
                .build());
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID("ed").build(), anna().build());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(token.getSigningInput());
        byte[] right = signature.sign();
        String content = new String(token.getSigningInput(), StandardCharsets.US_ASCII);
        assertEquals(ANNA, Tokens.login(accounts, content + "." + Base64URL.encode(right)));
        right[5] ^= 1;
        assertEquals(INVALID, Tokens.login(accounts, content + "." + Base64URL.encode(right)));
        assertEquals(INVALID, Tokens.login(accounts, content + "." + Base64URL.encode(new byte[63])));
    }

    @Test
    void whatIsSignedForAnotherPurpose() throws Exception {
        for (String type : List.of("at+jwt", "AT+JWT", "application/at+jwt", "jwt")) {
            assertEquals(ANNA, Tokens.login(accounts, Tokens.signed(anna().build(), FakeProvider.RSA,
                    new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType(type)).build())), type);
        }
        for (String type : List.of("logout+jwt", "dpop+jwt", "JOSE")) {
            assertEquals(INVALID, Tokens.login(accounts, Tokens.signed(anna().build(), FakeProvider.RSA,
                    new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType(type)).build())), type);
        }
        assertEquals("wrong_type", reasons());
        assertEquals(INVALID, Tokens.login(accounts, Tokens.signed(anna().build(), FakeProvider.RSA,
                new JWSHeader.Builder(JWSAlgorithm.RS256).criticalParams(Set.of("x")).customParam("x", 1).build())));
        assertEquals("malformed", reasons());
    }

    @Test
    void forWhomAndFromWhom() throws Exception {
        assertEquals(ANNA, login(anna().audience(List.of("web", "pop3"))));
        assertEquals(INVALID, login(anna().audience(List.of("web", "Mail"))));
        assertEquals("wrong_audience", reasons());
        assertEquals(INVALID, login(anna().audience((String) null)));
        assertEquals(INVALID, login(anna().issuer(provider.issuer() + "/")));
        assertEquals("wrong_issuer", reasons());
        assertEquals(INVALID, login(anna().issuer(null)));
    }

    @ParameterizedTest
    @CsvSource({"0,true", "329999,true", "330000,false", "86400000,false"})
    void theEnd(long millis, boolean valid) throws Exception {
        String token = signed(anna());
        now.set(Tokens.NOW.plusMillis(millis));
        assertEquals(valid ? ANNA : INVALID, Tokens.login(accounts, token));
        assertEquals("", reasons());
    }

    @Test
    void theBegin() throws Exception {
        assertEquals(ANNA, login(anna().notBeforeTime(Date.from(Tokens.NOW.plusSeconds(30)))));
        assertEquals(INVALID, login(anna().notBeforeTime(Date.from(Tokens.NOW.plusSeconds(31)))));
        assertEquals("not_yet_valid", reasons());
        assertEquals(INVALID, login(anna().expirationTime(null)));
        assertEquals("no_expiry", reasons());
    }

    @Test
    void theUserName() throws Exception {
        for (Object name : List.of("", " ", "a\nb", "a\u202eb", "ä".repeat(128), 4711, List.of("a"),
                Map.of("a", "b"))) {
            assertEquals(INVALID, login(anna().claim("email", name)), name.toString());
        }
        assertEquals(INVALID, login(anna().claim("email", null)));
        assertEquals("no_user", reasons());
        assertEquals("ä".repeat(127), login(anna().claim("email", "ä".repeat(127))));
    }

    @Test
    void aMailAddressThatIsNotVerified() throws Exception {
        for (Object verified : List.of(true, "true")) {
            assertEquals(ANNA, login(anna().claim("email_verified", verified)));
        }
        for (Object verified : List.of(false, "false", 0)) {
            assertEquals(INVALID, login(anna().claim("email_verified", verified)));
        }
        assertEquals("email_not_verified", reasons());
        accounts.close();
        accounts = accounts(new Claims(List.of("mail"), "upn", Optional.empty(), Optional.empty(),
                Tokens.CLAIMS.clockSkew()));
        assertEquals("anna", login(anna().claim("email_verified", false).claim("upn", "anna")));
    }

    @Test
    void theMaildrop() throws Exception {
        for (Object place : List.of("", 7, "s3://a/\n", List.of("s3://a/b/"), "s3://" + "a".repeat(2048),
                "/var/mail/anna", "s3://Bad_Bucket/x/")) {
            assertEquals(INVALID, login(anna().claim("maildrop", place)), place.toString());
        }
        assertEquals("bad_maildrop", reasons());
        assertEquals(new TokenResult.Accepted(new Account(ANNA, Optional.empty())),
                accounts.authenticateToken(Optional.empty(), Secret.of(signed(anna()))));
    }

    @Test
    void theScope() throws Exception {
        accounts.close();
        accounts = accounts(new Claims(List.of("mail"), "email", Optional.empty(), Optional.of("mail.read pop"),
                Tokens.CLAIMS.clockSkew()));
        assertEquals(ANNA, login(anna().claim("scope", "openid pop mail.read")));
        assertEquals(ANNA, login(anna().claim("scp", "pop mail.read")));
        assertEquals(ANNA, login(anna().claim("scp", List.of("pop", "mail.read"))));
        for (Object scope : List.of("pop", "POP mail.read", "popmail.read", "", 5, List.of("pop"))) {
            assertEquals("insufficient_scope", login(anna().claim("scope", scope)), scope.toString());
        }
        assertEquals("missing_scope", reasons());
        assertEquals(
                new TokenResult.Refused("insufficient_scope", Optional.of("mail.read pop"),
                        Optional.of(provider.issuer() + "/.well-known/openid-configuration")),
                accounts.authenticateToken(Optional.of(ANNA), Secret.of(signed(anna()))));
    }

    @Test
    void aTokenThatIsBoundToAKey() throws Exception {
        assertEquals(INVALID, login(anna().claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"))));
        assertEquals("bound_to_key", reasons());
    }

    @Test
    void longTokens() throws Exception {
        assertEquals(ANNA, login(anna().claim("groups", "g".repeat(11_000))));
        assertEquals(INVALID, login(anna().claim("groups", "g".repeat(13_000))));
        assertEquals(INVALID, Tokens.login(accounts, "a".repeat(1024 * 1024)));
        assertEquals("too_long", reasons());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "...", "a.b.c", "a\nb", "ä", "e30.e30.e30", "eyJhbGciOiJSUzI1NiJ9..",
            "bnVsbA.bnVsbA.bnVsbA", "eyJhbGciOiJSUzI1NiIsImFsZyI6Im5vbmUifQ.e30.e30", "opaque"})
    void whatIsNoToken(String token) throws Exception {
        assertEquals(INVALID, Tokens.login(accounts, token));
        assertEquals("malformed", reasons());
        assertEquals(List.of(), provider.requests);
    }

    @Test
    void deepHeaders() throws Exception {
        String deep = Base64URL.encode("{\"a\":".repeat(2000)).toString();
        assertEquals(INVALID, Tokens.login(accounts, deep + ".e30.e30"));
    }

    /** Whatever a client makes of a token, it is refused, and no exception is thrown. */
    @Test
    void brokenTokens() throws Exception {
        String token = signed(anna());
        assertEquals(ANNA, Tokens.login(accounts, token));
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            StringBuilder broken = new StringBuilder(token);
            int at = random.nextInt(token.length() - 1); // The last letter has bits without a meaning.
            char letter = letters.charAt(random.nextInt(letters.length()));
            if (random.nextBoolean()) {
                broken.setCharAt(at, letter);
            } else {
                broken.insert(at, letter);
            }
            if (!broken.toString().equals(token)) {
                assertEquals(INVALID, loginOrTooOften(broken.toString()), broken.toString());
            }
        }
    }

    /** A broken header may name an unknown key, for which the keys are fetched again, but not always. */
    private String loginOrTooOften(String token) {
        try {
            return Tokens.login(accounts, token);
        } catch (AccountsUnavailableException e) {
            assertTrue(String.valueOf(e.getCause()).contains("key is unknown"), e::toString);
            return INVALID;
        }
    }

    @Test
    void noLogHasAToken() throws Exception {
        String token = signed(anna());
        String[] parts = token.split("\\.", -1);
        for (String bad : List.of(token + "x", parts[0] + "." + parts[1] + ".", "x" + token, token + " ")) {
            assertEquals(INVALID, Tokens.login(accounts, bad));
        }
        assertEquals(INVALID, Tokens.login(accounts, signed(anna().audience("x"))));
        assertFalse(log.list.isEmpty());
        for (ILoggingEvent event : log.list) {
            String line = event.getFormattedMessage() + event.getKeyValuePairs() + event.getThrowableProxy();
            for (String part : parts) {
                assertFalse(line.contains(part.substring(0, 16)), line);
            }
        }
    }
}
