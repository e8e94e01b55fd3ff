package pop3bridge.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.OctetSequenceKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.oauth.FakeProvider.Reply;
import pop3bridge.oauth.OAuthConfig.Limits;
import pop3bridge.oauth.OAuthConfig.Signed;
import pop3bridge.oauth.SignedTokens.Keeping;

/** Keys that change, and a provider that fails. */
class ProviderKeysTest {
    private static final String ANNA = "anna@example.org";
    /** Stale at once, for which the longest time of a fetch must fit in. */
    private static final Keeping BRIEF = new Keeping(Duration.ofMillis(1010), Duration.ofMillis(10),
            Duration.ofHours(1),
            Duration.ofMillis(1));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(Tokens.NOW);
    private final FakeProvider provider;
    private final String first;
    private final String second;
    private OAuthTokens accounts;

    ProviderKeysTest() throws Exception {
        provider = new FakeProvider();
        first = Tokens.signed(Tokens.anna(provider).build(), FakeProvider.RSA);
        second = Tokens.signed(Tokens.anna(provider).build(), FakeProvider.OTHER_RSA);
        accounts = accounts(Keeping.DEFAULT);
    }

    private OAuthTokens accounts(Keeping keeping) {
        return Tokens.accounts(Tokens.config(provider, Tokens.CLAIMS, Tokens.SHORT), registry, keeping, now);
    }

    /** The first use of classes takes time that the short limits do not have. */
    @BeforeEach
    void warmUp() throws Exception {
        try (OAuthTokens patient = Tokens.accounts(Tokens.config(provider, Tokens.CLAIMS, Limits.DEFAULT), registry,
                Keeping.DEFAULT, now)) {
            assertEquals(ANNA, Tokens.login(patient, first));
        }
        provider.requests.clear();
    }

    @AfterEach
    void close() {
        accounts.close();
        provider.close();
    }

    private OAuthFailure unavailable(String token) {
        AccountsUnavailableException e = assertThrows(AccountsUnavailableException.class,
                () -> Tokens.login(accounts, token));
        return assertInstanceOf(OAuthFailure.class, e.getCause());
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() throws Exception {
        assertEquals(ANNA, Tokens.login(accounts, first));
        assertEquals(ANNA, Tokens.login(accounts, first));
        assertEquals(1, provider.fetches());
        provider.keys = FakeProvider.keys(FakeProvider.OTHER_RSA);
        assertEquals(ANNA, Tokens.login(accounts, second));
        assertEquals(2, provider.fetches());
        assertEquals(OAuthFailure.Kind.KEYS_TOO_OFTEN, unavailable(first).kind());
        assertEquals(Optional.empty(), accounts.problem());
        assertEquals(ANNA, Tokens.login(accounts, second));
    }

    @Test
    void unknownKeysAreNotFetchedAtEachLogin() throws Exception {
        assertEquals("invalid_token", Tokens.login(accounts, second));
        for (int i = 0; i < 20; i++) {
            assertEquals(OAuthFailure.Kind.KEYS_TOO_OFTEN, unavailable(second).kind());
            assertEquals(ANNA, Tokens.login(accounts, first));
        }
        assertEquals(2, provider.fetches());
    }

    @Test
    void aKeyThatIsWithdrawnIsForgotten() throws Exception {
        accounts.close();
        accounts = accounts(BRIEF);
        assertEquals(ANNA, Tokens.login(accounts, first));
        provider.keys = FakeProvider.keys(FakeProvider.OTHER_RSA);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (!Tokens.login(accounts, first).equals("invalid_token")) {
                Thread.onSpinWait();
            }
        });
    }

    static Stream<Reply> failures() {
        return Stream.of(Reply.HANG, new Reply(500, ""), new Reply(302, ""), new Reply(200, ""), new Reply(200, "null"),
                new Reply(200, "{}"), new Reply(200, "{\"keys\":[]}"), new Reply(200, "{\"keys\":[null]}"),
                new Reply(200, "{\"keys\":[7]}"),
                new Reply(200, "{\"keys\":{\"kty\":\"RSA\"}}"), new Reply(200, "{\"keys\":[{\"kty\":\"RSA\"}]}"),
                new Reply(200, "[".repeat(50_000)), new Reply(200, " ".repeat(300_000)),
                new Reply(200, "{\"keys\":[" + new OctetSequenceKey.Builder(new byte[32]).build() + "]}"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void keysThatCannotBeReadRefuseNobody(Reply reply) throws Exception {
        provider.keys = reply;
        OAuthFailure failure = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> unavailable(first));
        assertEquals(Optional.of(failure.explanation()), accounts.problem());
        assertTrue(failure.explanation().contains("oauth.jwks-url"), failure.explanation());
        assertEquals(1,
                registry.get("pop3bridge.accounts.request.duration").tags("source", "oauth", "outcome", "unavailable")
                        .timer().count());
        provider.keys = FakeProvider.keys(FakeProvider.RSA);
        assertEquals(ANNA, Tokens.login(accounts, first));
        assertEquals(Optional.empty(), accounts.problem());
    }

    static Stream<Reply> outages() {
        return Stream.of(Reply.HANG, new Reply(500, ""), new Reply(200, "<html>"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void duringAnOutageTheKeysHold(Reply reply) throws Exception {
        accounts.close();
        accounts = accounts(BRIEF);
        assertEquals(ANNA, Tokens.login(accounts, first));
        provider.keys = reply;
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (accounts.problem().isEmpty()) {
                assertEquals(ANNA, Tokens.login(accounts, first));
            }
        });
        assertEquals(ANNA, Tokens.login(accounts, first));
        assertTrue(provider.fetches() > 1);
        provider.keys = FakeProvider.keys(FakeProvider.RSA);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (accounts.problem().isPresent()) {
                assertEquals(ANNA, Tokens.login(accounts, first));
            }
        });
    }

    /** It may be new. */
    @Test
    void duringAnOutageAnUnknownKeyRefusesNobody() throws Exception {
        assertEquals(ANNA, Tokens.login(accounts, first));
        provider.keys = new Reply(503, "");
        assertEquals(OAuthFailure.Kind.KEYS, unavailable(second).kind());
        assertEquals(OAuthFailure.Kind.KEYS, unavailable(second).kind());
        assertEquals(2, provider.fetches());
        assertEquals(ANNA, Tokens.login(accounts, first));
    }

    @Test
    void aProviderThatHangsHoldsNoLoginForLong() throws Exception {
        provider.keys = Reply.HANG;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            List<Future<OAuthFailure>> logins = Stream.generate(() -> threads.submit(() -> unavailable(first)))
                    .limit(50).toList();
            for (Future<OAuthFailure> login : logins) {
                assertTrue(List.of(OAuthFailure.Kind.NO_ANSWER, OAuthFailure.Kind.TOO_LATE)
                        .contains(login.get().kind()), login.get()::toString);
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(taken.compareTo(Tokens.SHORT.login().multipliedBy(4)) < 0, taken::toString);
        }
        assertTrue(provider.fetches() <= 2, provider.requests::toString);
    }

    @Test
    void theConfigurationMustBeTheIssuers() throws Exception {
        String keys = provider.url("/keys").toString();
        for (String configuration : List.of("", "null", "[]", "{}", "{\"issuer\":\"" + provider.issuer() + "\"}",
                "{\"issuer\":\"" + provider.issuer() + "/\",\"jwks_uri\":\"" + keys + "\"}",
                "{\"issuer\":\"" + provider.issuer() + "\",\"jwks_uri\":7}",
                "{\"issuer\":\"" + provider.issuer() + "\",\"jwks_uri\":\"http://192.0.2.1/keys\"}",
                "{\"issuer\":\"" + provider.issuer() + "\",\"jwks_uri\":\"file:///etc/passwd\"}")) {
            provider.configuration = new Reply(200, configuration);
            accounts.close();
            accounts = accounts(Keeping.DEFAULT);
            assertEquals(OAuthFailure.Kind.DISCOVERY, unavailable(first).kind(), configuration);
        }
        provider.configuration = new Reply(404, "");
        accounts.close();
        accounts = accounts(Keeping.DEFAULT);
        assertEquals(OAuthFailure.Kind.DISCOVERY, unavailable(first).kind());
        assertEquals(0, provider.fetches());
    }

    @Test
    void keysThatHaveMovedAreFound() throws Exception {
        assertEquals(ANNA, Tokens.login(accounts, first));
        provider.keys = new Reply(410, "");
        assertEquals(OAuthFailure.Kind.KEYS, unavailable(second).kind());
        assertEquals(1, provider.requests.stream().filter(request -> request.contains("well-known")).count());
        accounts.close();
        accounts = accounts(BRIEF);
        assertEquals(OAuthFailure.Kind.KEYS, unavailable(first).kind());
        provider.keys = FakeProvider.keys(FakeProvider.RSA);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals(ANNA, Tokens.login(accounts, first)));
        assertEquals(3, provider.requests.stream().filter(request -> request.contains("well-known")).count());
    }

    private OAuthConfig with(URI keys, Optional<Path> caFile) {
        return new OAuthConfig(
                Optional.of(
                        new Signed(URI.create(provider.issuer()), Optional.of(keys), OAuthConfig.ALGORITHMS)),
                Optional.empty(), Tokens.CLAIMS, new OAuthConfig.Http(caFile, false, Tokens.SHORT));
    }

    @Test
    void thePlaceOfTheKeysMayBeConfigured() throws Exception {
        accounts.close();
        accounts = Tokens.accounts(with(provider.url("/keys"), Optional.empty()), registry, Keeping.DEFAULT, now);
        assertEquals(ANNA, Tokens.login(accounts, first));
        assertEquals(List.of("GET /keys"), provider.requests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/keys", "https://127.0.0.1:1/keys"})
    void aProviderThatIsDown(String keys) throws Exception {
        accounts.close();
        accounts = Tokens.accounts(with(URI.create(keys), Optional.empty()), registry, Keeping.DEFAULT, now);
        assertEquals(OAuthFailure.Kind.UNREACHABLE, unavailable(first).kind());
    }

    @Test
    void authoritiesThatCannotBeRead(@TempDir Path folder) throws Exception {
        for (Path file : List.of(folder.resolve("none"), Files.writeString(folder.resolve("empty.pem"), ""))) {
            OAuthConfig config = with(provider.url("/keys"), Optional.of(file));
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                    () -> Tokens.accounts(config, registry, Keeping.DEFAULT, now));
            assertTrue(String.valueOf(e.getMessage()).startsWith("oauth.ca-file: "), e::toString);
        }
    }
}
