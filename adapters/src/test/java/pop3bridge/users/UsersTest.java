package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;

class UsersTest {
    private static final List<PasswdLine.Entry> ENTRIES = IntStream.range(0, 4)
            .mapToObj(i -> new PasswdLine.Entry(new Account("user" + i, Optional.empty()),
                    new PlainPassword(Secret.of("password" + i))))
            .toList();

    private final Users users = new Users(ENTRIES);

    @Test
    void findsByName() {
        for (PasswdLine.Entry entry : ENTRIES) {
            assertSame(entry, users.find(entry.account().name()));
        }
        assertEquals(4, users.count());
    }

    @Test
    void anUnknownNameHasAlwaysTheSameStandIn() {
        assertSame(users.find("nobody"), users.find("nobody"));
        assertSame(users.find("nobody"), new Users(ENTRIES).find("nobody"));
    }

    @Test
    void unknownNamesAreSpreadOverAllEntries() {
        Map<PasswdLine.Entry, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            counts.merge(users.find("nobody" + i), 1, Integer::sum);
        }
        // 1000 each on average; a deviation of 200 is more than seven times the standard deviation.
        ENTRIES.forEach(entry -> assertTrue(Math.abs(counts.getOrDefault(entry, 0) - 1000) < 200, counts.toString()));
    }
}
