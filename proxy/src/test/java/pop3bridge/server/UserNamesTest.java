package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import pop3bridge.pop3.World;
import pop3bridge.server.ServerConfig.UnknownUsers;

/** Operators and ban tools need user names, but not passwords typed in place of a name. */
class UserNamesTest {
    private final World world = new World();
    private final UserNames hashed = new UserNames(world.accounts(), UnknownUsers.HASH);

    @Test
    void anAccountIsShownByName() {
        assertEquals("alice", hashed.tried("alice"));
        assertEquals("alice", new UserNames(world.accounts(), UnknownUsers.NAME).tried("alice"));
    }

    @Test
    void whatHasNoAccountMayBeAPassword() {
        String shown = hashed.tried("correct horse");
        assertTrue(shown.matches("unknown:[0-9a-f]{12}"), shown);
        assertEquals(shown, hashed.tried("correct horse"));
        assertNotEquals(shown, hashed.tried("correct horsf"));
        assertNotEquals(shown, new UserNames(world.accounts(), UnknownUsers.HASH).tried("correct horse"));
        assertEquals("correct horse", new UserNames(world.accounts(), UnknownUsers.NAME).tried("correct horse"));
    }

    static Stream<Arguments> names() {
        return Stream.of(Arguments.of("anna@example.org", "anna@example.org"),
                Arguments.of("gr\u00fc\u00df", "gr\u00fc\u00df"),
                Arguments.of("a\033[31mb", "a\\u{1B}[31mb"), Arguments.of("a\nb", "a\\u{A}b"),
                Arguments.of("a\"b", "a\\u{22}b"), Arguments.of("a\\b", "a\\u{5C}b"),
                Arguments.of("a" + Character.toString(0x202E) + "b", "a\\u{202E}b"),
                Arguments.of("a" + Character.toString(0x2028) + "b", "a\\u{2028}b"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameStaysOnItsLineAndInItsQuotes(String name, String shown) {
        assertEquals(shown, UserNames.safe(name));
    }

    @Test
    void aNameHasAtMost64Characters() {
        assertEquals("x".repeat(64), UserNames.safe("x".repeat(64)));
        assertEquals("x".repeat(64) + "…", UserNames.safe("x".repeat(65)));
        String many = "\uD83D\uDE00".repeat(100);
        assertEquals(65, UserNames.safe(many).codePointCount(0, UserNames.safe(many).length()));
        assertFalse(UserNames.safe("\n".repeat(100)).contains("\n"));
    }
}
