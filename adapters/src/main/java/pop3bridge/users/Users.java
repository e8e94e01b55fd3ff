package pop3bridge.users;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import pop3bridge.accounts.Account;

/** The users in one version of the file. Immutable. */
final class Users {
    private static final String SECRET = secret();

    private final List<PasswdLine.Entry> entries;
    private final Map<String, PasswdLine.Entry> byName;
    private final boolean allPlain;

    /** Creates users from these entries. There must be at least one, and all names must differ. */
    Users(List<PasswdLine.Entry> entries) {
        this.entries = List.copyOf(entries);
        this.byName = HashMap.newHashMap(entries.size());
        entries.forEach(entry -> byName.put(entry.account().name(), entry));
        this.allPlain = entries.stream().allMatch(entry -> entry.password() instanceof PlainPassword);
    }

    /** Returns whether every password is stored in plaintext. */
    boolean allPlain() {
        return allPlain;
    }

    int count() {
        return entries.size();
    }

    List<Account> accounts() {
        return entries.stream().map(PasswdLine.Entry::account).toList();
    }

    /**
     * Returns the entry with this name, or, for an unknown name, the entry of another user: verifying a password then
     * takes as long as for a known name. The choice is constant for each name but distributed over all entries. If
     * schemes or costs differ, the times for unknown names are distributed like those for known names.
     */
    PasswdLine.Entry find(String name) {
        int standIn = ByteBuffer.wrap(DigestUtils.sha256(SECRET + name)).getInt();
        return byName.getOrDefault(name, entries.get(Math.floorMod(standIn, entries.size())));
    }

    private static String secret() {
        byte[] octets = new byte[32];
        new SecureRandom().nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
