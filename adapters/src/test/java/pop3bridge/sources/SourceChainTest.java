package pop3bridge.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;

class SourceChainTest {
    private static final Secret RIGHT = Secret.of("secret");
    private static final Secret WRONG = Secret.of("wrong");

    private final FakeSource one = new FakeSource("one", "anna", "both");
    private final FakeSource two = new FakeSource("two", "bert", "both");
    private final SourceChain chain = new SourceChain(List.of(one, two));

    private static Optional<Account> account(String user, String source) {
        return Optional.of(new Account(user, Optional.of(source)));
    }

    @Test
    void theFirstThatAcceptsWins() throws Exception {
        assertEquals(account("anna", "one"), chain.authenticate("anna", RIGHT));
        assertEquals(account("both", "one"), chain.authenticate("both", RIGHT));
        assertEquals(0, two.asked);
        assertEquals(account("bert", "two"), chain.authenticate("bert", RIGHT));
        assertEquals(Optional.empty(), chain.authenticate("both", WRONG));
        assertEquals(Optional.empty(), chain.authenticate("carl", RIGHT));
    }

    @Test
    void recipientsAreKnownIfEachSourceKnowsItsOwn() throws Exception {
        two.recipients = true;
        assertFalse(chain.knowsRecipients());
        assertEquals(account("both", "two"), chain.recipient("both"));
        assertEquals(Optional.empty(), chain.recipient("anna"));
        one.recipients = true;
        assertTrue(chain.knowsRecipients());
        assertEquals(account("both", "one"), chain.recipient("both"));
        one.available = false;
        assertEquals(account("bert", "two"), chain.recipient("bert"));
        assertThrows(AccountsUnavailableException.class, () -> chain.recipient("anna"));
    }

    @Test
    void oneThatIsUnavailableIsSkipped() throws Exception {
        one.available = false;
        assertEquals(account("bert", "two"), chain.authenticate("bert", RIGHT));
        assertEquals(account("both", "two"), chain.authenticate("both", RIGHT));
        one.available = true;
        two.available = false;
        assertEquals(account("anna", "one"), chain.authenticate("anna", RIGHT));
    }

    @Test
    void nothingIsKnownWhileOneIsUnavailable() {
        one.available = false;
        assertEquals("one is down", unavailable("carl"));
        assertEquals("one is down", unavailable("anna"));
        assertThrows(AccountsUnavailableException.class, () -> chain.authenticate("bert", WRONG));
        two.available = false;
        AccountsUnavailableException both = assertThrows(AccountsUnavailableException.class,
                () -> chain.authenticate("carl", RIGHT));
        assertEquals("two is down", both.getSuppressed()[0].getMessage());
        one.available = true;
        assertEquals("two is down", unavailable("carl"));
    }

    private String unavailable(String user) {
        return String.valueOf(assertThrows(AccountsUnavailableException.class, () -> chain.authenticate(user, RIGHT))
                .getMessage());
    }

    @Test
    void passwordsAndKeysOfTheFirstThatHasThem() throws Exception {
        assertFalse(chain.allPasswordsKnown());
        two.known = true;
        two.scram = true;
        assertFalse(chain.allPasswordsKnown());
        assertFalse(chain.allScram(ScramHash.SHA_256));
        assertEquals(account("both", "two"), chain.knownPassword("both").map(known -> known.account()));
        assertEquals(account("both", "two"),
                chain.scramKeys("both", ScramHash.SHA_256).map(kept -> kept.account()));
        one.available = false;
        assertThrows(AccountsUnavailableException.class, () -> chain.knownPassword("carl"));
        assertThrows(AccountsUnavailableException.class, () -> chain.scramKeys("carl", ScramHash.SHA_256));
        one.known = true;
        one.scram = true;
        assertTrue(chain.allPasswordsKnown());
        assertTrue(chain.allScram(ScramHash.SHA_256));
    }

    @Test
    void scramShowsWhatTheSourceWithKeysShows() throws Exception {
        assertEquals(ScramParameters.USUAL, chain.scramParameters("carl", ScramHash.SHA_256));
        two.scram = true;
        assertEquals(new ScramParameters(8, 5000), chain.scramParameters("carl", ScramHash.SHA_256));
    }

    @Test
    void tokensGoToThoseThatTakeThem() throws Exception {
        assertFalse(chain.takesTokens());
        two.tokens = true;
        assertTrue(chain.takesTokens());
        assertEquals(new TokenResult.Accepted(account("both", "two").orElseThrow()),
                chain.authenticateToken(Optional.empty(), Secret.of("both")));
        assertEquals("two", refusal());
        one.tokens = true;
        assertEquals("one", refusal());
        one.available = false;
        assertThrows(AccountsUnavailableException.class,
                () -> chain.authenticateToken(Optional.empty(), Secret.of("carl")));
    }

    private String refusal() throws AccountsUnavailableException {
        return switch (chain.authenticateToken(Optional.empty(), Secret.of("carl"))) {
            case TokenResult.Refused refused -> refused.status();
            case TokenResult.Accepted accepted -> throw new AssertionError(accepted);
        };
    }

    @Test
    void certificatesGoToThoseThatTakeThem() throws Exception {
        X509Certificate certificate = new CertificateBuilder().subject("CN=both").setIsCertificateAuthority(true)
                .buildSelfSigned().getCertificate();
        assertFalse(chain.takesCertificates());
        two.certificates = true;
        assertTrue(chain.takesCertificates());
        assertEquals(account("both", "two"), chain.authenticateCertificate(certificate, Optional.of("both")));
        assertEquals(0, one.asked);
        two.available = false;
        assertThrows(AccountsUnavailableException.class,
                () -> chain.authenticateCertificate(certificate, Optional.of("both")));
    }

    @Test
    void theGenerationChangesWithEachSource() {
        long first = chain.generation();
        assertEquals(first, chain.generation());
        one.generation = 1;
        long second = chain.generation();
        assertNotEquals(first, second);
        one.generation = 0;
        two.generation = 1;
        long third = chain.generation();
        assertNotEquals(second, third);
        two.generation = 0;
        assertNotEquals(first, chain.generation());
    }

    @Test
    void namesProblemsAndTheEnd() {
        assertTrue(chain.knows("anna") && chain.knows("bert"));
        assertFalse(chain.knows("carl"));
        assertEquals("one,two", chain.name());
        assertEquals(Optional.empty(), chain.problem());
        two.problem = "asleep";
        assertEquals(Optional.of("two: asleep"), chain.problem());
        one.problem = "gone";
        assertEquals(Optional.of("one: gone; two: asleep"), chain.problem());
        chain.close();
        assertTrue(one.closed && two.closed);
    }

    @Test
    void aChainHasSources() {
        assertThrows(IllegalArgumentException.class, () -> new SourceChain(List.of()));
    }
}
