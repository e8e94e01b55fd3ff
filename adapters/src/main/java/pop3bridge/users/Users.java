package pop3bridge.users;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import pop3bridge.accounts.Account;

/** The users of one reading. Immutable. */
final class Users {
    private static final String SECRET = secret();

    private final List<PasswdLine.Entry> entries;
    private final Map<String, PasswdLine.Entry> byName;
    private final boolean allPlain;

    /** The users of these entries, of which there is at least one, each with another name. */
    Users(List<PasswdLine.Entry> entries) {
        this.entries = List.copyOf(entries);
        this.byName = HashMap.newHashMap(entries.size());
        entries.forEach(entry -> byName.put(entry.account().name(), entry));
        this.allPlain = entries.stream().allMatch(entry -> entry.password() instanceof PlainPassword);
    }

    /** Returns whether every password is kept as it is. */
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
     * Returns the entry of this name, or somebody else's for a name that is not there: so that a password is then
     * compared for as long as for a name that is there. Always the same one for the same name, but spread over all
     * entries: where schemes or costs differ, an unknown name takes one of the times that known names take, just as
     * often as they do.
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
