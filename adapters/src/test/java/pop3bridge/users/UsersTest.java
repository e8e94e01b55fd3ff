package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.users.password.PasswordException;
import pop3bridge.users.password.PasswordHash;

class UsersTest {
    private static final String SHA1_KEYS = "/05R6KRhaXf+pYomHmZUVB2adPc=,DwStarOIdu+YKk/65oScu6XYVfE=";
    private static final String SCRAM = "{SCRAM-SHA-1}4096,KR0rMq7UNi/haqBirER3gg==," + SHA1_KEYS;
    private static final String SCRAM_SLOW = "{SCRAM-SHA-1}9999,c2FsdA==," + SHA1_KEYS;
    private static final String BCRYPT = "{BLF-CRYPT}$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    private static final String BCRYPT_SLOW = BCRYPT.replace("$04$", "$12$");

    /** Users of the names user0, user1 and so on. */
    private static Users users(String... hashes) throws PasswordException {
        PasswdLine.Entry[] entries = new PasswdLine.Entry[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            entries[i] = new PasswdLine.Entry(new Account("user" + i, Optional.empty()), PasswordHash.parse(hashes[i]));
        }
        return new Users(Arrays.asList(entries));
    }

    @Test
    void findsByName() throws Exception {
        Users users = users("{PLAIN}a", BCRYPT, SCRAM);
        for (PasswdLine.Entry entry : users.entries()) {
            assertEquals(Optional.of(entry), users.named(entry.account().name()));
            assertSame(entry.password(), users.compared(entry.account().name()));
        }
        assertEquals(Optional.empty(), users.named("nobody"));
    }

    @Test
    void anUnknownNameHasAlwaysTheSameStandIn() throws Exception {
        Users users = users("{PLAIN}a", "{PLAIN}b", "{PLAIN}c", "{PLAIN}d");
        assertSame(users.compared("nobody"), users.compared("nobody"));
        assertEquals(users.compared("nobody").known().map(Object::toString),
                users("{PLAIN}a", "{PLAIN}b", "{PLAIN}c", "{PLAIN}d").compared("nobody").known().map(Object::toString));
    }

    @Test
    void unknownNamesAreSpreadOverAllHashes() throws Exception {
        Users users = users("{PLAIN}a", BCRYPT, SCRAM, BCRYPT_SLOW);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            counts.merge(users.compared("nobody" + i) + " " + users.compared("nobody" + i).nanoseconds(), 1,
                    Integer::sum);
        }
        // 1000 each on average; a deviation of 200 is more than seven times the standard deviation.
        assertEquals(4, counts.size(), counts.toString());
        counts.values().forEach(count -> assertTrue(Math.abs(count - 1000) < 200, counts.toString()));
    }

    /** Else whoever measures now and again could tell unknown names by their change. */
    @Test
    void aNewUserChangesFewStandIns() throws Exception {
        String[] few = IntStream.range(0, 20).mapToObj(i -> i < 10 ? "{PLAIN}a" : BCRYPT).toArray(String[]::new);
        String[] more = Arrays.copyOf(few, 21);
        more[20] = "{PLAIN}a";
        Users before = users(few);
        Users after = users(more);
        long changed = IntStream.range(0, 1000).mapToObj(i -> "nobody" + i)
                .filter(name -> before.compared(name).scheme() != after.compared(name).scheme()).count();
        assertTrue(changed < 100, Long.toString(changed));
    }

    @Test
    void padsWithTheSlowestHashWhatIsFaster() throws Exception {
        Users users = users("{PLAIN}a", BCRYPT, BCRYPT_SLOW, SCRAM);
        PasswordHash slowest = users.compared("user2");
        for (String name : List.of("user0", "user1", "user3")) {
            assertSame(slowest, users.padding(users.compared(name)).orElseThrow());
        }
        assertEquals(Optional.empty(), users.padding(slowest));
        assertEquals(Optional.empty(), users("{PLAIN}a", "{PLAIN}b").padding(PasswordHash.parse("{PLAIN}a")));
    }

    @Test
    void scramIsForAllWhoHaveKeysOrAPassword() throws Exception {
        assertTrue(users("{PLAIN}a", SCRAM).allScram(ScramHash.SHA_1));
        assertFalse(users("{PLAIN}a", SCRAM).allScram(ScramHash.SHA_256));
        assertTrue(users("{PLAIN}a").allScram(ScramHash.SHA_256));
        assertFalse(users("{PLAIN}a", SCRAM, BCRYPT).allScram(ScramHash.SHA_1));
        assertFalse(users("{PLAIN}a", SCRAM).allKnown());
        assertTrue(users("{PLAIN}a", "{CLEARTEXT}b").allKnown());
    }

    @Test
    void scramShowsOfUnknownNamesWhatItShowsOfOthers() throws Exception {
        Users users = users("{PLAIN}a", SCRAM_SLOW, BCRYPT);
        assertEquals(ScramParameters.USUAL, users.scramParameters("user0", ScramHash.SHA_1));
        assertEquals(new ScramParameters(4, 9999), users.scramParameters("user1", ScramHash.SHA_1));
        assertEquals(ScramParameters.USUAL, users.scramParameters("user1", ScramHash.SHA_256));
        Map<ScramParameters, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            counts.merge(users.scramParameters("nobody" + i, ScramHash.SHA_1), 1, Integer::sum);
        }
        assertEquals(2, counts.size(), counts.toString());
        counts.values().forEach(count -> assertTrue(Math.abs(count - 2000) < 250, counts.toString()));
        assertEquals(ScramParameters.USUAL, users(BCRYPT).scramParameters("nobody", ScramHash.SHA_1));
    }
}
