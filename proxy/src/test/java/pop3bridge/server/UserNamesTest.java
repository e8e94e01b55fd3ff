package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
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
}
