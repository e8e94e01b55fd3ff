package pop3bridge.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

class SourceChainTest {
    private static final Secret PASSWORD = Secret.of("secret");

    /** Has one user, or cannot be asked. */
    private record Source(String name, String user, boolean available) implements AccountSource {
        @Override
        public Optional<Account> authenticate(String asked, Secret password, Turns turns)
                throws AccountsUnavailableException {
            if (!available) {
                throw new AccountsUnavailableException(name, null);
            }
            return asked.equals(user) ? Optional.of(new Account(name, Optional.empty())) : Optional.empty();
        }

        @Override
        public Optional<KnownPassword> knownPassword(String asked) {
            return Optional.empty();
        }

        @Override
        public boolean knows(String asked) {
            return asked.equals(user);
        }

        @Override
        public boolean allPasswordsKnown() {
            return name.equals("known");
        }

        @Override
        public Optional<String> problem() {
            return available ? Optional.empty() : Optional.of("down");
        }
    }

    private static SourceChain chain(Source... sources) {
        return new SourceChain(List.of(sources));
    }

    private static String by(SourceChain chain, String user) throws AccountsUnavailableException {
        return chain.authenticate(user, PASSWORD).map(Account::name).orElse("nobody");
    }

    @Test
    void theFirstThatAcceptsDecides() throws Exception {
        SourceChain chain = chain(new Source("one", "anna", true), new Source("two", "anna", true),
                new Source("three", "bob", true));
        assertEquals("one", by(chain, "anna"));
        assertEquals("three", by(chain, "bob"));
        assertEquals("nobody", by(chain, "carl"));
    }

    @Test
    void aSourceThatCannotBeAskedIsPassedOver() throws Exception {
        SourceChain chain = chain(new Source("down", "anna", false), new Source("two", "bob", true));
        assertEquals("two", by(chain, "bob"));
        assertEquals(Optional.of("down: down"), chain.problem());
    }

    /** It may be the one that has the account. */
    @Test
    void withoutItNobodyIsToldThatThePasswordIsWrong() {
        SourceChain chain = chain(new Source("down", "anna", false), new Source("two", "bob", true));
        assertThrows(AccountsUnavailableException.class, () -> by(chain, "anna"));
        assertThrows(AccountsUnavailableException.class,
                () -> by(chain(new Source("two", "bob", true), new Source("down", "anna", false)), "anna"));
    }

    @Test
    void passwordsAreKnownOnlyIfAllSourcesKnowThem() {
        assertFalse(chain(new Source("known", "a", true), new Source("two", "b", true)).allPasswordsKnown());
        assertEquals(true, chain(new Source("known", "a", true)).allPasswordsKnown());
    }
}
