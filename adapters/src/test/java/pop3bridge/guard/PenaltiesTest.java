package pop3bridge.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PenaltiesTest {
    private static final InetAddress ATTACKER = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress HONEST = InetAddress.ofLiteral("192.0.2.2");

    private final ManualTime time = new ManualTime();
    private final Penalties penalties = new Penalties(time);

    private List<Long> delays(int failures) {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < failures; i++) {
            penalties.failed(ATTACKER, "user" + i);
            delays.add(penalties.delay(ATTACKER, "alice").toSeconds());
        }
        return delays;
    }

    @Test
    void theDelayGrowsWithEachFailureUpToFifteenSeconds() {
        assertEquals(Duration.ZERO, penalties.delay(ATTACKER, "alice"));
        assertEquals(List.of(1L, 2L, 4L, 8L, 15L, 15L), delays(6));
        assertEquals(Duration.ZERO, penalties.delay(HONEST, "alice"));
    }

    @Test
    void theDelayDecays() {
        assertEquals(15, delays(8).getLast());
        time.sleep(Duration.ofMinutes(2));
        assertEquals(2, penalties.delay(ATTACKER, "alice").toSeconds());
        time.sleep(Duration.ofMinutes(10));
        assertEquals(Duration.ZERO, penalties.delay(ATTACKER, "alice"));
    }

    @Test
    void aBurstOfFailuresIsForgottenAsSoonAsAFew() {
        for (int i = 0; i < 200_000; i++) {
            penalties.failed(ATTACKER, "alice");
        }
        assertEquals(Penalties.LONGEST, penalties.delay(HONEST, "alice"));
        time.sleep(Duration.ofMinutes(4));
        assertEquals(Duration.ZERO, penalties.delay(HONEST, "alice"));
        assertTrue(penalties.delay(ATTACKER, "bob").toMillis() < 1000);
    }

    /** Connections in parallel guess no faster than one. */
    @Test
    void eachGuessOfAnAddressServesADelayOfItsOwn() {
        penalties.failed(ATTACKER, "alice");
        penalties.failed(ATTACKER, "alice");
        assertEquals(List.of(2L, 4L, 6L), List.of(reserved("alice"), reserved("bob"), reserved("carol")));
        time.sleep(Duration.ofSeconds(5));
        assertEquals(2, reserved("dave"), "the line has moved on");
        time.sleep(Duration.ofSeconds(55));
        assertEquals(1, reserved("eve"), "the line is empty, and one failure is forgotten");
    }

    private long reserved(String user) {
        return penalties.reserve(ATTACKER, user).orElseThrow().toSeconds();
    }

    /** Strangers send them, and what is kept of them must not fill the memory. */
    @Test
    void ofALongNameOnlyTheBeginningCounts() {
        String name = "x".repeat(10_000);
        for (int i = 0; i < 20; i++) {
            penalties.failed(ATTACKER, name + i);
        }
        assertEquals(penalties.delay(HONEST, name.substring(0, 255)), penalties.delay(HONEST, name + "else"));
        assertTrue(penalties.delay(HONEST, name).isPositive());
    }

    @Test
    void whoLeavesHarmsTheirOwnAddressAlone() throws Exception {
        InetAddress neighbour = InetAddress.ofLiteral("2001:db8:1:2::1");
        InetAddress stranger = InetAddress.ofLiteral("2001:db8:1:3::1");
        for (int i = 0; i < 50; i++) {
            penalties.left(stranger);
        }
        assertTrue(penalties.delay(stranger, "alice").isPositive());
        assertEquals(Duration.ZERO, penalties.delay(neighbour, "alice"));
    }

    @Test
    void aLongLineIsRefused() {
        for (int i = 0; i < 20; i++) {
            penalties.failed(ATTACKER, "alice");
        }
        assertEquals(List.of(15L, 30L, 45L), List.of(reserved("a"), reserved("b"), reserved("c")));
        assertEquals(Optional.empty(), penalties.reserve(ATTACKER, "d"));
        assertEquals(Optional.empty(), penalties.reserve(ATTACKER, "e"));
        assertEquals(Duration.ZERO, penalties.reserve(HONEST, "f").orElseThrow());
        time.sleep(Duration.ofSeconds(15));
        assertEquals(45, reserved("g"), "refusals take no place in the line");
    }

    /** In an office with one address a guesser keeps nobody out who works there. */
    @Test
    void whoHasLoggedInFromAnAddressWaitsInALineOfTheirOwn() {
        penalties.succeeded(ATTACKER, "alice");
        for (int i = 0; i < 20; i++) {
            penalties.failed(ATTACKER, "bob");
        }
        for (int i = 0; i < 10; i++) {
            penalties.reserve(ATTACKER, "bob");
        }
        assertEquals(15, reserved("alice"));
        assertEquals(30, reserved("alice"), "guesses at her password do not come faster either");
    }

    @Test
    void aNetworkThatHasFailedMuchIsALineToo() {
        for (int i = 0; i < 40; i++) {
            penalties.failed(InetAddress.ofLiteral("2001:db8:1:" + i + "::1"), "user" + i);
        }
        assertEquals(Duration.ofSeconds(15),
                penalties.reserve(InetAddress.ofLiteral("2001:db8:1:a1::1"), "x").orElseThrow());
        assertEquals(Duration.ofSeconds(30),
                penalties.reserve(InetAddress.ofLiteral("2001:db8:1:a2::1"), "x").orElseThrow());
    }

    @Test
    void spellingsOfANameAreOneAccount() {
        for (String spelling : List.of("alice", "Alice", "ALICE", " alice", "\uFF41lice", "aLice", "alicE")) {
            penalties.failed(ATTACKER, spelling);
        }
        assertEquals(4, penalties.delay(HONEST, "alice").toSeconds());
        penalties.succeeded(HONEST, "alice");
        assertEquals(Duration.ZERO, penalties.delay(HONEST, "Alice"));
    }

    /** Guesses from many addresses at one account. */
    @Test
    void anAccountUnderAttackIsSlowedDownButNotForAnAddressThatItUses() {
        penalties.succeeded(HONEST, "alice");
        for (int i = 1; i < 30; i++) {
            penalties.failed(InetAddress.ofLiteral("198.51.100." + i), "alice");
        }
        assertEquals(Penalties.LONGEST, penalties.delay(InetAddress.ofLiteral("203.0.113.1"), "alice"));
        assertEquals(Duration.ZERO, penalties.delay(InetAddress.ofLiteral("203.0.113.1"), "bob"));
        assertEquals(Duration.ZERO, penalties.delay(HONEST, "alice"));
    }

    @Test
    void allAddressesOfAnIpv6SubnetAreOneClient() {
        penalties.failed(InetAddress.ofLiteral("2001:db8:1:2::1"), "x");
        penalties.failed(InetAddress.ofLiteral("2001:db8:1:2:ffff::2"), "y");
        assertEquals(2, penalties.delay(InetAddress.ofLiteral("2001:db8:1:2::3"), "alice").toSeconds());
        assertEquals(Duration.ZERO, penalties.delay(InetAddress.ofLiteral("2001:db8:1:3::1"), "alice"));
    }

    @Test
    void aNetworkOfManySubnetsIsSlowedDownToo() {
        for (int i = 0; i < 25; i++) {
            penalties.failed(InetAddress.ofLiteral("2001:db8:1:" + Integer.toHexString(i) + "::1"), "user" + i);
        }
        assertEquals(Penalties.LONGEST, penalties.delay(InetAddress.ofLiteral("2001:db8:1:aaaa::1"), "alice"));
        assertEquals(Duration.ZERO, penalties.delay(InetAddress.ofLiteral("2001:db8:2::1"), "alice"));
    }

    @Test
    void whoHasLoggedInGoesBeforeNewClientsAndTheseBeforeThoseThatFailed() {
        penalties.succeeded(HONEST, "alice");
        penalties.failed(ATTACKER, "alice");
        int known = penalties.rank(HONEST, "alice");
        int fresh = penalties.rank(InetAddress.ofLiteral("203.0.113.1"), "alice");
        assertTrue(known < fresh);
        assertTrue(fresh < penalties.rank(ATTACKER, "alice"));
    }
}
