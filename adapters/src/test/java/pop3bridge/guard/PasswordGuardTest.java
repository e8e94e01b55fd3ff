package pop3bridge.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.Secret;
import pop3bridge.net.Networks;
import pop3bridge.server.LoginGuard;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.Turns;

class PasswordGuardTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
    private static final Optional<Account> ALICE = Optional.of(new Account("alice", Optional.empty()));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Source source = new Source();
    private final ManualTime time = new ManualTime();

    /** Knows alice, whose password is secret, and counts how often it is asked. */
    private static final class Source implements AccountSource {
        private int asked;
        private long generation;
        private boolean needsCertificate;

        @Override
        public boolean requiresCertificate() {
            return needsCertificate;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Optional<Account> authenticate(String user, Secret password, Turns turns)
                throws AccountsUnavailableException {
            asked++;
            return turns.run(() -> user.equals("alice")
                    && new String(password.octets(), StandardCharsets.UTF_8).equals("secret"))
                            ? ALICE
                            : Optional.empty();
        }

        @Override
        public Optional<KnownPassword> knownPassword(String user) {
            return Optional.empty();
        }

        @Override
        public boolean knows(String user) {
            return user.equals("alice");
        }

        @Override
        public boolean allPasswordsKnown() {
            return false;
        }

        @Override
        public long generation() {
            return generation;
        }
    }

    private PasswordGuard guard(Duration remember) {
        return new PasswordGuard(source, new PasswordGuard.Config(remember, Networks.of(List.of("198.51.100.0/24")),
                new NameRules(true, List.of("Example.org"))), registry, time);
    }

    private static boolean login(LoginGuard.Client client, String password) throws AccountsUnavailableException {
        boolean right = client.accounts().authenticate("alice", Secret.of(password)).isPresent();
        if (right) {
            client.succeeded("alice");
        } else {
            client.failed("alice");
        }
        return right;
    }

    private double seconds() {
        return registry.get("pop3bridge.login.penalty").timer().totalTime(TimeUnit.SECONDS);
    }

    @Test
    void aRightPasswordIsNotComparedAgainForAWhile() throws Exception {
        LoginGuard.Client client = guard(Duration.ofMinutes(1)).client(CLIENT, () -> false);
        assertTrue(login(client, "secret"));
        assertTrue(login(client, "secret"));
        assertEquals(1, source.asked);
        time.sleep(Duration.ofMinutes(1));
        assertTrue(login(client, "secret"));
        assertEquals(2, source.asked);
    }

    @Test
    void aChangeOfTheSourceEndsThat() throws Exception {
        LoginGuard.Client client = guard(Duration.ofMinutes(1)).client(CLIENT, () -> false);
        assertTrue(login(client, "secret"));
        source.generation++;
        assertTrue(login(client, "secret"));
        assertEquals(2, source.asked);
    }

    @Test
    void nothingIsRememberedIfSo() throws Exception {
        LoginGuard.Client client = guard(Duration.ZERO).client(CLIENT, () -> false);
        assertTrue(login(client, "secret"));
        assertTrue(login(client, "secret"));
        assertEquals(2, source.asked);
    }

    @Test
    void aWrongPasswordIsAskedForEachTimeAndDelaysTheNext() throws Exception {
        PasswordGuard guard = guard(Duration.ofMinutes(1));
        LoginGuard.Client client = guard.client(CLIENT, () -> false);
        assertEquals(false, login(client, "a"));
        assertEquals(0, seconds());
        assertEquals(false, login(client, "b"));
        assertEquals(2, source.asked);
        assertEquals(1, seconds(), 0.01);
    }

    /** Others wait before it, over other connections: time does not pass here. */
    @Test
    void aLoginThatWouldWaitForTooLongIsRefusedSlowly() throws Exception {
        AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
        PasswordGuard guard = new PasswordGuard(source,
                new PasswordGuard.Config(Duration.ZERO, Networks.NONE, new NameRules(false, List.of())), registry,
                new Penalties.Time() {
                    @Override
                    public long nanos() {
                        return 0;
                    }

                    @Override
                    public void sleep(Duration duration) {
                        slept.updateAndGet(duration::plus);
                    }
                });
        LoginGuard.Client client = guard.client(CLIENT, () -> false);
        for (int guess = 0; guess < 20; guess++) {
            client.failed("bob");
        }
        for (int waiting = 0; waiting < 3; waiting++) {
            assertEquals(false, login(client, "guess"));
        }
        slept.set(Duration.ZERO);
        assertThrows(AccountsUnavailableException.class, () -> login(client, "guess"));
        assertEquals(Duration.ofSeconds(15), slept.get());
    }

    /** A client with an old password tries it at each poll. */
    @Test
    void theSameWrongPasswordAgainDoesNotMakeItWorse() throws Exception {
        LoginGuard.Client client = guard(Duration.ofMinutes(1)).client(CLIENT, () -> false);
        assertEquals(false, login(client, "old"));
        for (int i = 0; i < 3; i++) {
            time.sleep(Duration.ofMinutes(20).dividedBy(10));
            assertEquals(false, login(client, "old"));
        }
        time.sleep(Duration.ofMinutes(5));
        double before = seconds();
        assertEquals(false, login(client, "new"));
        assertEquals(before, seconds(), 0.01);
    }

    @Test
    void failuresOfOthersDoNotDelayAnAddressThatTheUserUses() throws Exception {
        PasswordGuard guard = guard(Duration.ofMinutes(1));
        LoginGuard.Client client = guard.client(CLIENT, () -> false);
        assertTrue(login(client, "secret"));
        client.succeeded("alice");
        LoginGuard.Client other = guard.client(InetAddress.ofLiteral("2001:db8:77::1"), () -> false);
        for (int i = 0; i < 20; i++) {
            other.failed("alice");
        }
        assertTrue(login(client, "secret"));
        assertEquals(0, seconds());
    }

    /** Else a client could tell a right guess by its quick answer, and leave before the delay of a wrong one. */
    @Test
    void aRememberedPasswordIsNoShortcutAroundTheDelay() throws Exception {
        PasswordGuard guard = guard(Duration.ofMinutes(1));
        assertTrue(login(guard.client(CLIENT, () -> false), "secret"));
        LoginGuard.Client attacker = guard.client(InetAddress.ofLiteral("2001:db8:77::1"), () -> true);
        for (int i = 0; i < 20; i++) {
            attacker.failed("alice");
        }
        assertThrows(AccountsUnavailableException.class, () -> login(attacker, "secret"));
        assertThrows(AccountsUnavailableException.class, () -> login(attacker, "guess"));
    }

    @Test
    void whoLeavesDuringTheDelayHasFailed() throws Exception {
        PasswordGuard guard = guard(Duration.ofMinutes(1));
        LoginGuard.Client client = guard.client(CLIENT, () -> true);
        client.failed("nobody");
        client.failed("nobody");
        assertThrows(AccountsUnavailableException.class, () -> login(client, "guess"));
        assertThrows(AccountsUnavailableException.class, () -> login(client, "guess"));
        assertEquals(2 + 2 + 4, seconds(), 0.1, "the second waits for the first to have served its delay");
    }

    @ParameterizedTest
    @CsvSource({"Alice,alice", "ALICE@EXAMPLE.ORG,alice", "alice@example.org,alice",
            "alice@example.net,alice@example.net",
            "@example.org,@example.org", "a@b@example.org,a@b"})
    void namesAreSpelledInOneWay(String sent, String name) {
        assertEquals(name, new NameRules(true, List.of("Example.org")).apply(sent));
    }

    @Test
    void anotherSpellingLogsIn() throws Exception {
        LoginGuard.Client client = guard(Duration.ofMinutes(1)).client(CLIENT, () -> false);
        assertTrue(client.accounts().authenticate("Alice@EXAMPLE.org", Secret.of("secret")).isPresent());
    }

    @Test
    void anExemptAddressServesNoPenalty() throws Exception {
        PasswordGuard guard = guard(Duration.ZERO);
        LoginGuard.Client exempt = guard.client(InetAddress.ofLiteral("198.51.100.7"), () -> false);
        for (int i = 0; i < 20; i++) {
            assertEquals(false, login(exempt, "wrong " + i));
        }
        assertTrue(login(exempt, "secret"));
        assertTrue(login(guard.client(CLIENT, () -> false), "secret"));
        assertEquals(0, seconds());
    }

    @Test
    void whoLeavesDuringThePenaltyIsNotServed() {
        LoginGuard.Client client = guard(Duration.ofMinutes(1)).client(CLIENT, () -> true);
        for (int i = 0; i < 20; i++) {
            client.failed("alice");
        }
        assertThrows(AccountsUnavailableException.class, () -> login(client, "secret"));
        assertEquals(0, source.asked);
    }

    /** A proof by CRAM-MD5, APOP or SCRAM waits as well. */
    @Test
    void aPenaltyIsServedBeforeAKnownPasswordIsLookedUp() throws Exception {
        LoginGuard.Client client = guard(Duration.ofMinutes(1)).client(CLIENT, () -> false);
        client.failed("alice");
        assertEquals(Optional.empty(), client.accounts().knownPassword("alice"));
        assertEquals(1, seconds(), 0.01);
    }

    @Test
    void anExchangeOfScramServesItsPenaltyOnce() throws Exception {
        LoginGuard.Client client = guard(Duration.ofMinutes(1)).client(CLIENT, () -> false);
        client.failed("alice");
        assertEquals(Optional.empty(), client.accounts().scramKeys("alice", ScramHash.SHA_256));
        assertEquals(Optional.empty(), client.accounts().knownPassword("alice"));
        assertEquals(1, seconds(), 0.01);
        assertEquals(Optional.empty(), client.accounts().knownPassword("alice"));
        assertEquals(2, seconds(), 0.01);
    }

    /** A login by token may name no account, and then only its address counts. */
    @Test
    void aRefusedTokenDelaysTheNextOneFromThatAddressAlone() throws Exception {
        PasswordGuard guard = guard(Duration.ofMinutes(1));
        LoginGuard.Client client = guard.client(CLIENT, () -> false);
        for (int i = 0; i < 20; i++) {
            guard.client(InetAddress.ofLiteral("192.0.2.99"), () -> false).failed("");
        }
        client.accounts().authenticateToken(Optional.empty(), Secret.of("token"));
        assertEquals(0, seconds());
        client.failed("");
        client.accounts().authenticateToken(Optional.empty(), Secret.of("token"));
        assertEquals(1, seconds(), 0.01);
    }

    @Test
    void noPasswordIsRememberedWhereACertificateIsNeededToo() throws Exception {
        source.needsCertificate = true;
        LoginGuard.Client client = guard(Duration.ofMinutes(1)).client(CLIENT, () -> false);
        assertTrue(login(client, "secret"));
        assertTrue(login(client, "secret"));
        assertEquals(2, source.asked);
    }
}
