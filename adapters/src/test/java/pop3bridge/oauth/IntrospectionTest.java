package pop3bridge.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;
import pop3bridge.oauth.FakeProvider.Reply;
import pop3bridge.oauth.OAuthConfig.Claims;
import pop3bridge.oauth.SignedTokens.Keeping;

/** Tokens that the provider is asked about. */
class IntrospectionTest {
    private static final String INVALID = "invalid_token";
    private static final Claims CLAIMS = new Claims(List.of("mail"), "username", Optional.of("maildrop"),
            Optional.of("pop"), Duration.ofSeconds(30));
    private static final String ANNA = "\"active\":true,\"username\":\"anna\",\"scope\":\"pop imap\"";
    private static final String HANS = "{\"active\":true,\"username\":\"hans\",\"scope\":\"pop\",\"email_verified\":false}";

    private final AtomicReference<Instant> now = new AtomicReference<>(Tokens.NOW);
    private final FakeProvider provider;
    private final Path secret;
    private OAuthTokens accounts;

    IntrospectionTest(@TempDir Path folder) throws Exception {
        provider = new FakeProvider();
        secret = Files.writeString(folder.resolve("secret"), "s3cret: ä\n");
        accounts = accounts(Tokens.introspection(provider, CLAIMS, secret));
        warmUp();
    }

    private OAuthTokens accounts(OAuthConfig config) {
        return Tokens.accounts(config, new SimpleMeterRegistry(), Keeping.DEFAULT, now);
    }

    /** The first use of classes takes time that the short limits do not have. */
    private void warmUp() {
        answer(HANS);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (!warm()) {
                Thread.onSpinWait();
            }
        });
        provider.asked.clear();
    }

    private boolean warm() {
        try {
            return Tokens.login(accounts, "warm").equals("hans");
        } catch (AccountsUnavailableException _) {
            return false;
        }
    }

    @AfterEach
    void close() {
        accounts.close();
        provider.close();
    }

    private void answer(String body) {
        provider.introspection = new Reply(200, body);
    }

    private OAuthFailure unavailable(String token) {
        AccountsUnavailableException e = assertThrows(AccountsUnavailableException.class,
                () -> Tokens.login(accounts, token));
        return assertInstanceOf(OAuthFailure.class, e.getCause());
    }

    @Test
    void theProviderIsAskedByTheClient() throws Exception {
        answer("{" + ANNA + ",\"maildrop\":\"s3://bucket/anna/\"}");
        assertEquals(new TokenResult.Accepted(new Account("anna", Optional.of("s3://bucket/anna/"))),
                accounts.authenticateToken(Optional.of("anna"), Secret.of("opaque+/=")));
        String credentials = Base64.getEncoder()
                .encodeToString("pop3+bridge:s3cret%3A+%C3%A4".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                List.of("Basic " + credentials + " token=opaque%2B%2F%3D&token_type_hint=access_token"),
                provider.asked);
        assertEquals(new TokenResult.Refused(INVALID, Optional.of("pop"), Optional.empty()),
                accounts.authenticateToken(Optional.of("Anna"), Secret.of("opaque+/=")));
        assertEquals(1, provider.asked.size());
        Files.writeString(secret, "new");
        answer("{\"active\":false}");
        assertEquals(INVALID, Tokens.login(accounts, "opaque"));
        assertTrue(provider.asked.getLast().startsWith("Basic " + Base64.getEncoder()
                .encodeToString("pop3+bridge:new".getBytes(StandardCharsets.US_ASCII))), provider.asked::toString);
    }

    @Test
    void answersHoldForAMinute() throws Exception {
        answer("{" + ANNA + "}");
        assertEquals("anna", Tokens.login(accounts, "a"));
        answer("{\"active\":false}");
        assertEquals(INVALID, Tokens.login(accounts, "b"));
        now.set(Tokens.NOW.plusMillis(59_999));
        assertEquals("anna", Tokens.login(accounts, "a"));
        assertEquals(INVALID, Tokens.login(accounts, "b"));
        assertEquals(2, provider.asked.size());
        now.set(Tokens.NOW.plusSeconds(61));
        assertEquals(INVALID, Tokens.login(accounts, "a"));
        assertEquals(INVALID, Tokens.login(accounts, "b"));
        assertEquals(4, provider.asked.size());
    }

    @Test
    void answersHoldNoLongerThanTheToken() throws Exception {
        answer("{" + ANNA + ",\"exp\":" + Tokens.NOW.plusSeconds(10).getEpochSecond() + "}");
        assertEquals("anna", Tokens.login(accounts, "a"));
        now.set(Tokens.NOW.plusSeconds(9));
        assertEquals("anna", Tokens.login(accounts, "a"));
        assertEquals(1, provider.asked.size());
        now.set(Tokens.NOW.plusSeconds(11));
        answer("{\"active\":false}");
        assertEquals(INVALID, Tokens.login(accounts, "a"));
        assertEquals(2, provider.asked.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"aud\":\"mail\"", "\"aud\":[\"web\",\"mail\"]", "\"nbf\":1", "\"iss\":\"anybody\"",
            "\"aud\":[]"})
    void whatIsThereMustBeRight(String member) throws Exception {
        answer("{" + ANNA + "," + member + "}");
        assertEquals("anna", Tokens.login(accounts, "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"aud\":\"web\"", "\"aud\":[\"web\",null]", "\"nbf\":4000000000", "\"exp\":1",
            "\"cnf\":{}", "\"username\":7"})
    void whatIsThereIsWrong(String member) throws Exception {
        answer("{\"active\":true,\"scope\":\"pop\"," + (member.contains("username") ? "" : "\"username\":\"anna\",")
                + member + "}");
        assertEquals(INVALID, Tokens.login(accounts, "a"));
    }

    @Test
    void theScope() throws Exception {
        answer("{\"active\":true,\"username\":\"anna\",\"scope\":\"imap\"}");
        assertEquals("insufficient_scope", Tokens.login(accounts, "a"));
    }

    static Stream<Reply> failures() {
        return Stream.of(Reply.HANG, new Reply(500, "{\"active\":false}"), new Reply(302, "{\"active\":true}"),
                new Reply(404, ""), new Reply(200, ""), new Reply(200, "null"), new Reply(200, "{}"),
                new Reply(200, "[]"), new Reply(200, "{\"active\":\"true\"}"), new Reply(200, "{\"active\":1}"),
                new Reply(200, "{\"active\":true,\"exp\":\"tomorrow\"}"), new Reply(200, "{\"a\":".repeat(10_000)),
                new Reply(200, "{\"active\":false,\"x\":\"" + "x".repeat(64 * 1024) + "\"}"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aProviderThatFailsRefusesNobody(Reply reply) throws Exception {
        provider.introspection = reply;
        OAuthFailure failure = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> unavailable("secret-token"));
        assertEquals(Optional.of(failure.explanation()), accounts.problem());
        assertTrue(failure.explanation().contains("oauth.introspection-url"), failure.explanation());
        assertTrue(!failure.toString().contains("secret-token"), failure::toString);
        answer("{" + ANNA + "}");
        assertEquals("anna", Tokens.login(accounts, "secret-token"));
        assertEquals(Optional.empty(), accounts.problem());
    }

    @Test
    void aClientThatIsRefused() throws Exception {
        provider.introspection = new Reply(401, "");
        assertEquals(OAuthFailure.Kind.CLIENT_REFUSED, unavailable("a").kind());
        Files.delete(secret);
        assertEquals(OAuthFailure.Kind.CLIENT_SECRET, unavailable("a").kind());
    }

    @Test
    void aSecretThatCannotBeRead() throws Exception {
        for (String text : List.of("", "\n", "x".repeat(5000))) {
            Files.writeString(secret, text);
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                    () -> accounts(Tokens.introspection(provider, CLAIMS, secret)));
            assertTrue(String.valueOf(e.getMessage()).startsWith("oauth.client-secret-file: "), e::toString);
        }
        Files.delete(secret);
        assertThrows(IllegalArgumentException.class,
                () -> accounts(Tokens.introspection(provider, CLAIMS, secret)));
    }

    /** With both, the issuer's own tokens need no question. */
    @Test
    void signedTokensAreVerifiedHere() throws Exception {
        accounts.close();
        OAuthConfig asked = Tokens.introspection(provider, CLAIMS, secret);
        OAuthConfig both = new OAuthConfig(Tokens.config(provider, CLAIMS, Tokens.SHORT).signed(),
                asked.introspection(), CLAIMS, asked.http());
        accounts = accounts(both);
        answer("{" + ANNA + ",\"iss\":\"" + provider.issuer() + "\"}");
        String signed = Tokens.signed(
                Tokens.anna(provider).claim("username", "bert").claim("scope", "pop").build(), FakeProvider.RSA);
        assertEquals("bert", Tokens.login(accounts, signed));
        assertEquals(List.of(), provider.asked);
        assertEquals("anna", Tokens.login(accounts, "opaque"));
        answer("{" + ANNA + ",\"iss\":\"somebody else\"}");
        assertEquals(INVALID, Tokens.login(accounts, "other"));
    }
}
