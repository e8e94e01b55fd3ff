package pop3bridge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.Secret;
import pop3bridge.http.HttpConfig.Limits;
import pop3bridge.http.HttpConfig.Service;
import pop3bridge.http.HttpFailure.Kind;

class HttpAccountsTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(HttpAccounts.class);
    private static final Secret PASSWORD = Secret.of("pass \"wörd\"");
    private static final Limits LIMITS = new Limits(4, Duration.ofSeconds(10), Duration.ofSeconds(60));
    private static final Limits SHORT = new Limits(1, Duration.ofMillis(300), Duration.ofMillis(300));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final TestService service;

    HttpAccountsTest() throws Exception {
        service = TestService.start();
        opened.add(service);
    }

    @BeforeEach
    void readLog() {
        log.start();
        LOG.addAppender(log);
    }

    @AfterEach
    void close() throws Exception {
        LOG.detachAppender(log);
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private HttpAccounts accounts(URI url, Optional<Path> caFile, Optional<Secret> token, Limits limits) {
        HttpAccounts accounts = new HttpAccounts(new HttpConfig(new Service(url, caFile, false), token, limits),
                registry);
        opened.add(accounts);
        return accounts;
    }

    private HttpAccounts accounts(Limits limits) {
        return accounts(service.url(), Optional.empty(), Optional.empty(), limits);
    }

    private HttpAccounts accounts() {
        return accounts(LIMITS);
    }

    private static void unavailable(Kind kind, HttpAccounts accounts) {
        Throwable cause = assertThrows(AccountsUnavailableException.class,
                () -> accounts.authenticate("anna", PASSWORD)).getCause();
        if (cause instanceof HttpFailure failure) {
            assertEquals(kind, failure.kind(), failure.explanation());
            assertEquals(Optional.of(failure.explanation()), accounts.problem());
        } else {
            throw new AssertionError("no failure of the service's", cause);
        }
    }

    private long count(String outcome) {
        Timer timer = registry.find("pop3bridge.accounts.request.duration").tag("source", "http")
                .tag("outcome", outcome)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    @Test
    void theServiceIsAskedAndAccepts() throws Exception {
        service.answers(200, "{\"result\":\"ok\",\"user\":\"anna@example.org\",\"maildrop\":\"s3://post/anna/\"}");
        HttpAccounts accounts = accounts();
        assertFalse(accounts.knows("Anna"));
        assertEquals(Optional.of(new Account("anna@example.org", Optional.of("s3://post/anna/"))),
                accounts.authenticate("Anna", PASSWORD));
        TestService.Asked asked = service.asked.getFirst();
        assertEquals("POST /login []", asked.method() + " " + asked.path() + " " + asked.authorization());
        assertEquals(
                new JsonObject().put("user", "Anna").put("password", "pass \"wörd\"").put("service", "pop3"),
                new JsonObject(asked.body()));
        assertTrue(accounts.knows("Anna"));
        assertEquals(1, count("ok"));
        assertEquals(Optional.empty(), accounts.problem());
    }

    @Test
    void theNameIsTheOneTypedUnlessTheServiceHasAnother() throws Exception {
        service.answers(200, "{\"result\":\"ok\",\"maildrop\":null,\"more\":{}}");
        assertEquals(Optional.of(new Account("anna", Optional.empty())), accounts().authenticate("anna", PASSWORD));
    }

    @Test
    void theMaildropMayBeInSeveralPlacesAndReadOnly() throws Exception {
        service.answers(200, "{\"result\":\"ok\",\"maildrop\":\"s3://post/a/ s3://post/b/\",\"readonly\":true}");
        assertEquals(Optional.of(new Account("anna", List.of("s3://post/a/", "s3://post/b/"), true)),
                accounts().authenticate("anna", PASSWORD));
    }

    @Test
    void theTokenIsSent() throws Exception {
        service.answers(200, "{\"result\":\"refused\"}");
        HttpAccounts accounts = accounts(service.url(), Optional.empty(), Optional.of(Secret.of("t0ken==")), LIMITS);
        assertEquals(Optional.empty(), accounts.authenticate("anna", PASSWORD));
        assertEquals(List.of("Bearer t0ken=="), service.asked.getFirst().authorization());
    }

    @Test
    void theServiceRefuses() throws Exception {
        HttpAccounts accounts = accounts();
        service.answers(200, "{\"result\":\"refused\"}");
        assertEquals(Optional.empty(), accounts.authenticate("anna", PASSWORD));
        service.answers(403, "no");
        assertEquals(Optional.empty(), accounts.authenticate("anna", PASSWORD));
        service.answers(401, "");
        assertEquals(Optional.empty(), accounts.authenticate("anna", PASSWORD));
        assertEquals(3, count("refused"));
        assertFalse(accounts.knows("anna"));
        assertEquals(0, log.list.size());
    }

    @Test
    void aTokenThatIsRefusedIsNobodysWrongPassword() {
        service.behaviour = exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer realm=\"accounts\", error=\"invalid_token\"");
            TestService.answer(exchange, 401, "");
        };
        unavailable(Kind.TOKEN, accounts());
        assertEquals(1, count("unavailable"));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 400, 404, 407, 429, 500, 503})
    void otherStatusesSayNothing(int status) {
        service.answers(status, status == 204 ? "" : "{\"result\":\"ok\"}");
        unavailable(Kind.STATUS, accounts());
    }

    @Test
    void redirectsAreNotFollowed() {
        service.redirects();
        unavailable(Kind.STATUS, accounts());
        assertEquals(1, service.asked.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"ok\"", "ok", "{}", "{\"result\":true}", "{\"result\":\"OK\"}",
            "{\"result\":\"ok\"", "{\"result\":\"ok\"} {}", "{\"result\":\"ok\",\"user\":7}",
            "{\"result\":\"ok\",\"user\":\"\"}", "{\"result\":\"ok\",\"user\":\"an\\nna\"}",
            "{\"result\":\"ok\",\"user\":\"\\ud800\"}", "{\"result\":\"ok\",\"maildrop\":\"s3://post/\\u2028/\"}",
            "{\"result\":\"ok\",\"maildrop\":[\"s3://post/\"]}", "{\"result\":\"ok\",\"maildrop\":\" \"}",
            "{\"result\":\"ok\",\"maildrop\":\"/var/mail/anna\"}", "{\"result\":\"ok\",\"readonly\":\"yes\"}"})
    void nonsenseSaysNothing(String body) {
        service.answers(200, body);
        unavailable(Kind.MALFORMED, accounts());
    }

    @Test
    void worseNonsenseSaysNothing() {
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write("{\"result\":\"ok\",\"user\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1));
        };
        unavailable(Kind.MALFORMED, accounts());
        service.answers(200, "[".repeat(60_000));
        unavailable(Kind.MALFORMED, accounts());
        service.answers(200, "{\"result\":\"ok\",\"user\":\"" + "a".repeat(256) + "\"}");
        unavailable(Kind.MALFORMED, accounts());
    }

    @Test
    void aLongAnswerIsNotReadToItsEnd() throws Exception {
        String ok = "{\"result\":\"ok\"}";
        service.answers(200, ok + " ".repeat(65_536 - ok.length()));
        assertTrue(accounts().authenticate("anna", PASSWORD).isPresent());
        service.answers(200, ok + " ".repeat(65_537 - ok.length()));
        unavailable(Kind.UNREACHABLE, accounts());
        service.behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = " ".repeat(65_536).getBytes(StandardCharsets.UTF_8);
            while (!Thread.interrupted()) {
                exchange.getResponseBody().write(blanks);
            }
        };
        unavailable(Kind.UNREACHABLE, accounts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"result\":"})
    void aServiceThatHangsIsLeft(String start) {
        service.hangsAfter(start);
        unavailable(Kind.TOO_LATE, accounts(SHORT));
    }

    @Test
    void loginsWaitForAFreeConnection() throws Exception {
        service.hangsAfter("");
        HttpAccounts accounts = accounts(new Limits(1, Duration.ofSeconds(2), Duration.ofSeconds(2)));
        Thread first = Thread.ofVirtual().start(() -> unavailable(Kind.TOO_LATE, accounts));
        while (service.asked.isEmpty()) {
            Thread.onSpinWait();
        }
        // What the first one leaves is too little, or nothing.
        assertThrows(AccountsUnavailableException.class, () -> accounts.authenticate("bert", PASSWORD));
        first.join();
        service.answers(200, "{\"result\":\"ok\"}");
        assertTrue(accounts.authenticate("anna", PASSWORD).isPresent());
    }

    @Test
    void aServiceThatIsGoneIsToldOnce() {
        service.close();
        HttpAccounts accounts = accounts();
        unavailable(Kind.UNREACHABLE, accounts);
        unavailable(Kind.UNREACHABLE, accounts);
        assertEquals(1, log.list.size());
        assertTrue(log.list.getFirst().getKeyValuePairs().toString().contains("accounts.http.url"));
        assertEquals(2, count("unavailable"));
    }

    @Test
    void thePasswordIsNeverTold() {
        service.behaviour = exchange -> TestService.answer(exchange, 200, "pass \"wörd\"");
        AccountsUnavailableException failure = assertThrows(AccountsUnavailableException.class,
                () -> accounts().authenticate("anna", PASSWORD));
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertFalse(String.valueOf(each.getMessage()).contains("wörd"), each.toString());
        }
        assertFalse(log.list.toString().contains("wörd"));
        assertFalse(log.list.getFirst().getKeyValuePairs().toString().contains("wörd"));
    }

    @Test
    void namesAndPasswordsThatNobodyHasAreNotAsked() throws Exception {
        service.answers(200, "{\"result\":\"ok\"}");
        HttpAccounts accounts = accounts();
        for (String user : List.of("", " ", "an\nna", "an\0na", "ä".repeat(128))) {
            assertEquals(Optional.empty(), accounts.authenticate(user, PASSWORD), user);
        }
        assertEquals(Optional.empty(), accounts.authenticate("anna", Secret.of("")));
        assertEquals(Optional.empty(), accounts.authenticate("anna", Secret.of(new byte[]{'a', (byte) 0xe4})));
        assertEquals(List.of(), service.asked);
        assertTrue(accounts.authenticate("ä".repeat(127) + "a", PASSWORD).isPresent());
    }

    @Test
    void noPasswordIsKnown() throws Exception {
        HttpAccounts accounts = accounts();
        assertEquals("http", accounts.name());
        assertFalse(accounts.allPasswordsKnown());
        assertEquals(Optional.empty(), accounts.knownPassword("anna"));
        assertEquals(Optional.empty(), accounts.scramKeys("anna", ScramHash.SHA_256));
    }

    @Test
    void theCertificateIsVerified(@TempDir Path folder) throws Exception {
        CertificateBuilder builder = new CertificateBuilder().ecp256();
        X509Bundle authority = builder.copy().subject("CN=authority").setIsCertificateAuthority(true)
                .buildSelfSigned();
        Optional<Path> caFile = Optional
                .of(Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM()));
        for (String host : List.of("localhost", "elsewhere.example.org")) {
            TestService secure = TestService
                    .start(builder.copy().subject("CN=" + host).addSanDnsName(host).buildIssuedBy(authority));
            opened.add(secure);
            secure.answers(200, "{\"result\":\"ok\"}");
            unavailable(Kind.UNREACHABLE, accounts(secure.url(), Optional.empty(), Optional.empty(), LIMITS));
            HttpAccounts accounts = accounts(secure.url(), caFile, Optional.empty(), LIMITS);
            if (host.equals("localhost")) {
                assertTrue(accounts.authenticate("anna", PASSWORD).isPresent());
            } else {
                unavailable(Kind.UNREACHABLE, accounts);
            }
        }
    }
}
