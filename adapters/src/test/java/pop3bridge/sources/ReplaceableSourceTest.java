package pop3bridge.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;

/** A source whose place another takes. */
class ReplaceableSourceTest {
    private static final Secret PASSWORD = Secret.of("secret");

    private final List<Runnable> later = new ArrayList<>();

    /** Knows one user. */
    private static final class Fake implements AccountSource {
        private final String user;
        private boolean closed;

        Fake(String user) {
            this.user = user;
        }

        private Optional<Account> account(String name) {
            return name.equals(user) ? Optional.of(new Account(user, Optional.empty())) : Optional.empty();
        }

        @Override
        public String name() {
            return "of " + user;
        }

        @Override
        public Optional<Account> authenticate(String name, Secret password, Turns turns) {
            return account(name);
        }

        @Override
        public Optional<Account> find(String name) {
            return account(name);
        }

        @Override
        public boolean knows(String name) {
            return name.equals(user);
        }

        @Override
        public boolean takesTokens() {
            return user.equals("bert");
        }

        @Override
        public long generation() {
            return user.length();
        }

        @Override
        public Optional<String> problem() {
            return Optional.of("problem of " + user);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static void assertIs(String user, AccountSource source) throws Exception {
        assertEquals("of " + user, source.name());
        assertEquals(user, source.authenticate(user, PASSWORD).orElseThrow().name());
        assertEquals(user, source.authenticate(user, PASSWORD, Turns.AT_ONCE).orElseThrow().name());
        assertEquals(user, source.find(user).orElseThrow().name());
        assertTrue(source.knows(user));
        assertEquals(user.equals("bert"), source.takesTokens());
        assertEquals(user.length(), source.generation());
        assertEquals(Optional.of("problem of " + user), source.problem());
    }

    @Test
    void theNextSourceIsUsedAndTheOneBeforeIsClosedLater() throws Exception {
        Fake first = new Fake("anna");
        Fake second = new Fake("bert");
        ReplaceableSource source = new ReplaceableSource(first, later::add);
        assertIs("anna", source);
        source.replace(second);
        assertIs("bert", source);
        assertFalse(first.closed);
        later.forEach(Runnable::run);
        assertTrue(first.closed);
        assertFalse(second.closed);
        source.close();
        assertTrue(second.closed);
    }
}
