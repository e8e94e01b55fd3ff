package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.MemoryAccounts;
import pop3bridge.accounts.Secret;
import pop3bridge.maildrop.MemoryMaildrops;

/**
 * The accounts and maildrops of a test: alice has the password {@code secret} and the messages of {@link #MAIL} with
 * the unique-ids a1 to a3, bob has the password {@code b o b } and no mail.
 */
public record World(MemoryAccounts accounts, MemoryMaildrops maildrops) {
    /** Of 19, 25 and 0 octets on the wire. */
    public static final List<String> MAIL = List.of("Subject: 1\r\n\r\none\r\n", "Subject: 2\n\n.two\nend", "");

    public static final Account ALICE = new Account("alice", Optional.empty());

    /** A world in which nothing has happened yet. */
    public World() {
        this(new MemoryAccounts(), new MemoryMaildrops());
        accounts.add("alice", Secret.of("secret")).add("bob", Secret.of(" b  o b "));
        for (int i = 0; i < MAIL.size(); i++) {
            maildrops.deliver("alice", "a" + (i + 1), MAIL.get(i).getBytes(ISO_8859_1));
        }
    }
}
