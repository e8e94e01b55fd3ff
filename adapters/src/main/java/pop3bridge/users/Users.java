package pop3bridge.users;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.users.password.PasswordHash;

/**
 * The users in one version of the file. Immutable.
 *
 * <p>An unknown name is treated like an existing one: always the same one, evenly distributed over all. If accounts
 * differ in time or in what a client sees, unknown names differ in the same way and equally often.
 */
final class Users {
    private static final String SECRET = secret();

    private final List<PasswdLine.Entry> entries;
    private final Map<String, PasswdLine.Entry> byName;
    /** Sorted by the cost of the hash. */
    private final List<PasswdLine.Entry> byTime;
    /** What SCRAM shows for each account that can use it, sorted. */
    private final Map<ScramHash, List<ScramParameters>> scram = new EnumMap<>(ScramHash.class);
    private final boolean allKnown;

    /** Creates users from these entries. There must be at least one, and all names must differ. */
    Users(List<PasswdLine.Entry> entries) {
        this.entries = List.copyOf(entries);
        this.byName = HashMap.newHashMap(entries.size());
        entries.forEach(entry -> byName.put(entry.account().name(), entry));
        this.byTime = entries.stream().sorted(Comparator.comparingLong(entry -> entry.password().nanoseconds()))
                .toList();
        for (ScramHash hash : ScramHash.values()) {
            scram.put(hash, entries.stream().flatMap(entry -> parameters(entry.password(), hash).stream()).sorted(
                    Comparator.comparingInt(ScramParameters::iterations)
                            .thenComparingInt(ScramParameters::saltOctets))
                    .toList());
        }
        this.allKnown = entries.stream().allMatch(entry -> entry.password().known().isPresent());
    }

    private static Optional<ScramParameters> parameters(PasswordHash password, ScramHash hash) {
        return password.scramKeys(hash).map(keys -> new ScramParameters(keys.salt().length, keys.iterations()))
                .or(() -> password.known().map(_ -> ScramParameters.USUAL));
    }

    /** Returns whether every password is stored in plaintext. */
    boolean allKnown() {
        return allKnown;
    }

    /** Returns whether all users can log in with SCRAM. */
    boolean allScram(ScramHash hash) {
        return scram(hash).size() == entries.size();
    }

    /** Returns what SCRAM shows for this name. An account without SCRAM and an unknown name get what another account gets. */
    ScramParameters scramParameters(String name, ScramHash hash) {
        Optional<ScramParameters> own = named(name).flatMap(entry -> parameters(entry.password(), hash));
        return own.orElseGet(() -> scram(hash).isEmpty() ? ScramParameters.USUAL : standIn(name, scram(hash)));
    }

    private List<ScramParameters> scram(ScramHash hash) {
        return Objects.requireNonNull(scram.get(hash));
    }

    int count() {
        return entries.size();
    }

    List<PasswdLine.Entry> entries() {
        return entries;
    }

    List<Account> accounts() {
        return entries.stream().map(PasswdLine.Entry::account).toList();
    }

    /** The entry of this name. */
    Optional<PasswdLine.Entry> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The hash to compare a password with: the user's own, or another user's if the name is unknown. */
    PasswordHash compared(String name) {
        return named(name).orElseGet(() -> standIn(name, byTime)).password();
    }

    /**
     * Returns the slowest hash, to compare a wrong password with as well, so that a fast scheme does not make a refusal
     * fast; empty if the hash that it was compared with is as slow.
     */
    Optional<PasswordHash> padding(PasswordHash compared) {
        PasswordHash slowest = byTime.getLast().password();
        return Optional.of(slowest).filter(_ -> compared.nanoseconds() < slowest.nanoseconds());
    }

    /** Picks from a sorted list, so that a change of a few entries changes the result for few names. */
    private static <T> T standIn(String name, List<T> sorted) {
        long place = Integer.toUnsignedLong(ByteBuffer.wrap(DigestUtils.sha256(SECRET + name)).getInt());
        return sorted.get((int) ((place * sorted.size()) >>> Integer.SIZE));
    }

    private static String secret() {
        byte[] octets = new byte[32];
        new SecureRandom().nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
