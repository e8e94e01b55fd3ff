package pop3bridge.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;
import pop3bridge.oauth.OAuthConfig.Claims;
import pop3bridge.oauth.OAuthConfig.Introspection;
import pop3bridge.oauth.OAuthConfig.Limits;
import pop3bridge.oauth.OAuthConfig.Signed;

/** Tokens of a certified OpenID provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcProviderIT {
    private static final String REQUIRED = "REQUIRE_OIDC";
    private static final String ANNA = "anna@example.org";
    private static final String INVALID = "invalid_token";

    private final Path folder;
    private final Optional<String> missing;
    private Optional<OidcProvider> server = Optional.empty();
    private Optional<OAuthTokens> accounts = Optional.empty();

    OidcProviderIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.missing = OidcProvider.missing(folder);
    }

    @BeforeAll
    void start() throws Exception {
        if (missing.isEmpty()) {
            server = Optional.of(new OidcProvider(folder));
        }
    }

    /** Before each test, as the build reports no class that is aborted as a whole. */
    @BeforeEach
    void openAccounts() throws Exception {
        if (missing.isPresent() && System.getenv(REQUIRED) != null) {
            fail(missing.get() + " (" + REQUIRED + " is set)");
        }
        assumeTrue(missing.isEmpty(), missing.orElse(""));
        accounts = Optional.of(newAccounts());
    }

    private OAuthTokens newAccounts() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), OidcProvider.SECRET);
        return new OAuthTokens(
                new OAuthConfig(Optional.of(new Signed(provider().url(""), Optional.empty(), OAuthConfig.ALGORITHMS)),
                        Optional.of(new Introspection(provider().url("/token/introspection"), OidcProvider.CLIENT,
                                secret)),
                        new Claims(List.of("mail"), "email", Optional.of("maildrop"), Optional.of("pop"),
                                Duration.ofSeconds(30)),
                        new OAuthConfig.Http(Optional.empty(), false, Limits.DEFAULT)),
                new SimpleMeterRegistry());
    }

    @AfterEach
    void closeAccounts() {
        accounts.ifPresent(OAuthTokens::close);
    }

    @AfterAll
    void stop() throws Exception {
        if (server.isPresent()) {
            server.get().stop();
        }
    }

    private OidcProvider provider() {
        return server.orElseThrow();
    }

    private String login(String token) throws AccountsUnavailableException {
        return Tokens.login(accounts.orElseThrow(), token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA", "opaque"})
    void everyForm(String form) throws Exception {
        String token = provider().token("urn:mail:" + form, "pop imap");
        assertEquals(new TokenResult.Accepted(new Account(ANNA, Optional.of("s3://bucket/anna/"))),
                accounts.orElseThrow().authenticateToken(Optional.of(ANNA), Secret.of(token)));
        assertEquals(INVALID, login(provider().token("urn:other:" + form, "pop imap")));
        assertEquals("insufficient_scope", login(provider().token("urn:mail:" + form, "imap")));
        assertEquals(INVALID, login("x" + token));
    }

    @Test
    void aTokenThatIsRevoked() throws Exception {
        String token = provider().token("urn:mail:opaque", "pop");
        assertEquals(ANNA, login(token));
        provider().revoke(token);
        assertEquals(ANNA, login(token));
        try (OAuthTokens forgetful = newAccounts()) {
            assertEquals(INVALID, Tokens.login(forgetful, token));
        }
    }

    @Test
    void aProviderThatIsDownAndComesBackWithOtherKeys() throws Exception {
        String before = provider().token("urn:mail:RS256", "pop");
        String opaque = provider().token("urn:mail:opaque", "pop");
        assertEquals(ANNA, login(before));
        provider().stop();
        try {
            assertEquals(ANNA, login(before));
            assertThrows(AccountsUnavailableException.class, () -> login(opaque));
            assertTrue(accounts.orElseThrow().problem().isPresent());
        } finally {
            provider().start();
        }
        assertEquals(ANNA, login(provider().token("urn:mail:RS256", "pop")));
        assertEquals(Optional.empty(), accounts.orElseThrow().problem());
    }
}
