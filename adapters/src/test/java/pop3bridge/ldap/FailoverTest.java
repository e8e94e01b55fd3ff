package pop3bridge.ldap;

import static com.unboundid.ldap.sdk.OperationType.BIND;
import static com.unboundid.ldap.sdk.OperationType.SEARCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Limits;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Scope;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.Servers;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

/** Servers that are gone, that hang and that come back. */
class FailoverTest {
    private static final Secret ANNAS = Secret.of("anna's");
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LOGIN = Duration.ofSeconds(8);
    private static final Duration SLACK = Duration.ofSeconds(4);
    private static final Login BY_SEARCH = new Login.SearchAndBind(TestDirectory.search("(uid={user})"));

    private final AtomicLong now = new AtomicLong();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    private LdapAccounts accounts(Login login, Limits limits, URI... urls) {
        return opened(new LdapAccounts(
                new LdapConfig(new Servers(List.of(urls), false, Optional.empty(), false), login, Optional.empty(),
                        Optional.empty(), limits),
                new SimpleMeterRegistry(), now::get));
    }

    private LdapAccounts accounts(URI... urls) {
        return accounts(BY_SEARCH, new Limits(2, SHORT, SHORT, LOGIN), urls);
    }

    private static boolean annaLogsIn(LdapAccounts accounts) throws AccountsUnavailableException {
        return accounts.authenticate("anna", ANNAS).isPresent();
    }

    private static LdapFailure.Kind unavailable(LdapAccounts accounts) {
        Throwable cause = assertThrows(AccountsUnavailableException.class, () -> annaLogsIn(accounts)).getCause();
        if (cause instanceof LdapFailure failure) {
            return failure.kind();
        }
        throw new AssertionError("no failure of the directory's", cause);
    }

    private static URI nobody() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("ldap://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void aServerThatIsGoneIsPassedOver() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        assertTrue(annaLogsIn(accounts(nobody(), directory.url())));
    }

    @Test
    void noServerIsUnreachable() throws Exception {
        LdapAccounts accounts = accounts(nobody(), nobody());
        assertEquals(LdapFailure.Kind.UNREACHABLE, unavailable(accounts));
        assertTrue(accounts.problem().orElseThrow().contains("ldap.urls"));
    }

    @Test
    void aHostThatHasNoAddressIsUnreachable() {
        assertEquals(LdapFailure.Kind.UNREACHABLE, unavailable(accounts(URI.create("ldaps://ldap.invalid"))));
    }

    @Test
    void aServerThatIsSilentIsWaitedForOnce() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        SilentServer silent = opened(new SilentServer());
        LdapAccounts accounts = accounts(silent.url("ldap"), directory.url());
        assertTrue(annaLogsIn(accounts));
        assertEquals(1, silent.connections(), "the bind's connection need not find out anew");
        assertTrue(annaLogsIn(accounts));
        assertEquals(1, silent.connections());
    }

    @Test
    void aServerComesFirstAgainAfterAWhile() throws Exception {
        TestDirectory first = opened(TestDirectory.start());
        TestDirectory second = opened(TestDirectory.start());
        LdapAccounts accounts = accounts(first.url(), second.url());
        first.server().shutDown(true);
        assertTrue(annaLogsIn(accounts));
        first.server().startListening();
        second.server().closeAllConnections(false);
        now.addAndGet(Duration.ofSeconds(29).toNanos());
        assertTrue(annaLogsIn(accounts));
        assertEquals(List.of(), first.asked());
        second.server().closeAllConnections(false);
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        second.asked();
        assertTrue(annaLogsIn(accounts));
        assertEquals(List.of(BIND, SEARCH, BIND), first.kinds());
        assertEquals(List.of(), second.asked());
    }

    /** Binds as the service account are silent too, where binds are. */
    @ParameterizedTest
    @EnumSource(value = OperationType.class, names = {"BIND", "SEARCH"})
    void aServerThatFallsSilentIsFollowedByTheNext(OperationType kind) throws Exception {
        TestDirectory first = opened(TestDirectory.start());
        TestDirectory second = opened(TestDirectory.start());
        LdapAccounts accounts = accounts(first.url(), second.url());
        assertTrue(annaLogsIn(accounts));
        assertEquals(List.of(BIND, SEARCH, BIND), first.kinds());
        first.isSilent(kind);
        assertTrue(annaLogsIn(accounts));
        assertEquals(kind == SEARCH ? List.of(BIND, SEARCH, BIND) : List.of(BIND), second.kinds());
        assertTrue(annaLogsIn(accounts));
        assertEquals(kind == SEARCH ? List.of(SEARCH) : List.of(SEARCH, BIND), first.kinds());
    }

    @ParameterizedTest
    @EnumSource(value = OperationType.class, names = {"BIND", "SEARCH"})
    void aServerThatIsSilentFromTheStartIsFollowedByTheNext(OperationType kind) throws Exception {
        TestDirectory first = opened(TestDirectory.start());
        TestDirectory second = opened(TestDirectory.start());
        first.isSilent(kind);
        assertTrue(annaLogsIn(accounts(first.url(), second.url())));
        assertEquals(List.of(BIND, SEARCH, BIND), second.kinds());
    }

    @Test
    void aServerThatIsBusyIsFollowedByTheNext() throws Exception {
        TestDirectory first = opened(TestDirectory.start());
        TestDirectory second = opened(TestDirectory.start());
        LdapAccounts accounts = accounts(first.url(), second.url());
        first.fails(SEARCH, ResultCode.BUSY, "");
        assertTrue(annaLogsIn(accounts));
        assertEquals(List.of(BIND, SEARCH, BIND), second.kinds());
    }

    @Test
    void whereAllAreSilentALoginEnds() throws Exception {
        SilentServer one = opened(new SilentServer());
        SilentServer two = opened(new SilentServer());
        long began = System.nanoTime();
        assertEquals(LdapFailure.Kind.UNREACHABLE, unavailable(accounts(one.url("ldap"), two.url("ldap"))));
        assertTrue(System.nanoTime() - began < LOGIN.toNanos());
    }

    @Test
    void aSearchThatNobodyAnswersIsNoAnswer() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        directory.isSilent(SEARCH);
        assertEquals(LdapFailure.Kind.NO_ANSWER, unavailable(accounts(directory.url())));
    }

    /** The sum of waits is bounded, and who was given up takes no connection away. */
    @Test
    void aLoginTakesNoLongerThanItMay() throws Exception {
        SilentServer silent = opened(new SilentServer());
        URI[] urls = Stream.generate(() -> silent.url("ldap")).limit(20).toArray(URI[]::new);
        Duration second = Duration.ofSeconds(1);
        LdapAccounts accounts = accounts(BY_SEARCH, new Limits(1, SHORT, SHORT, second), urls);
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            assertEquals(LdapFailure.Kind.TOO_LATE, unavailable(accounts));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.compareTo(second) >= 0 && took.compareTo(second.plus(SLACK)) < 0, took.toString());
        }
        assertTrue(silent.connections() <= 12, "given up, and nothing goes on: " + silent.connections());
    }

    @Test
    void whoWaitsForAConnectionDoesNotWaitForEver() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        directory.isSilent(SEARCH);
        LdapAccounts accounts = accounts(BY_SEARCH, new Limits(1, SHORT, Duration.ofMillis(900), Duration.ofSeconds(1)),
                directory.url());
        List<CompletableFuture<LdapFailure.Kind>> logins = Stream.generate(
                () -> CompletableFuture.supplyAsync(() -> unavailable(accounts),
                        task -> Thread.ofVirtual().start(task)))
                .limit(6).toList();
        List<LdapFailure.Kind> kinds = logins.stream().map(CompletableFuture::join).toList();
        assertTrue(kinds.contains(LdapFailure.Kind.ALL_IN_USE), kinds.toString());
    }

    @Test
    void anInterruptEndsALogin() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        LdapAccounts accounts = accounts(directory.url());
        Thread.currentThread().interrupt();
        Throwable cause = assertThrows(AccountsUnavailableException.class, () -> annaLogsIn(accounts)).getCause();
        assertTrue(Thread.interrupted());
        assertEquals(InterruptedException.class, cause == null ? null : cause.getClass());
        assertEquals(Optional.empty(), accounts.problem());
        assertTrue(annaLogsIn(accounts));
    }

    @Test
    void connectionsThatTheServerHasClosedAreMadeAnew() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        LdapAccounts accounts = accounts(directory.url());
        for (int i = 0; i < 3; i++) {
            assertTrue(annaLogsIn(accounts));
            directory.server().closeAllConnections(false);
        }
    }

    @Test
    void aServerMayComeBack() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        LdapAccounts accounts = accounts(directory.url());
        assertTrue(annaLogsIn(accounts));
        directory.server().shutDown(true);
        assertEquals(LdapFailure.Kind.UNREACHABLE, unavailable(accounts));
        directory.server().startListening();
        assertTrue(annaLogsIn(accounts));
        assertEquals(Optional.empty(), accounts.problem());
    }

    @Test
    void aServiceAccountThatIsRefusedIsNotTriedElsewhere() throws Exception {
        TestDirectory first = opened(TestDirectory.start());
        TestDirectory second = opened(TestDirectory.start());
        Search search = new Search(TestDirectory.BASE, Scope.SUBTREE, "(uid={user})",
                Optional.of(new ServiceAccount(TestDirectory.SERVICE, Secret.of("wrong"))));
        assertEquals(LdapFailure.Kind.SERVICE_ACCOUNT, unavailable(accounts(new Login.SearchAndBind(search),
                new Limits(1, SHORT, SHORT, LOGIN), first.url(), second.url())));
        assertEquals(List.of(BIND), first.kinds());
        assertEquals(List.of(), second.asked());
    }

    @Test
    void aFaultWithinIsNoAnswer() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        AtomicBoolean broken = new AtomicBoolean(true);
        LdapAccounts accounts = opened(new LdapAccounts(
                new LdapConfig(new Servers(List.of(directory.url()), false, Optional.empty(), false), BY_SEARCH,
                        Optional.empty(), Optional.empty(), Limits.DEFAULT),
                new SimpleMeterRegistry(), () -> {
                    if (broken.getAndSet(false)) {
                        throw new IllegalStateException("ordered");
                    }
                    return 0;
                }));
        assertEquals(LdapFailure.Kind.UNREADABLE, unavailable(accounts));
        assertTrue(accounts.problem().isPresent());
        assertTrue(annaLogsIn(accounts));
    }

    @Test
    void whatIsClosedIsUnavailable() throws Exception {
        TestDirectory directory = opened(TestDirectory.start());
        LdapAccounts accounts = accounts(directory.url());
        assertTrue(annaLogsIn(accounts));
        accounts.close();
        assertEquals(LdapFailure.Kind.UNREACHABLE, unavailable(accounts));
    }
}
