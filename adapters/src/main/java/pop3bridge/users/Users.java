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
 * The users of one reading. Immutable.
 *
 * <p>A name that is not there is treated like one that is: always like the same one, and spread over all, so that where
 * accounts differ, in time or in what is shown of them, unknown names differ as they do and just as often.
 */
final class Users {
    private static final String SECRET = secret();

    private final List<PasswdLine.Entry> entries;
    private final Map<String, PasswdLine.Entry> byName;
    /** By the time that a password takes. */
    private final List<PasswdLine.Entry> byTime;
    /** What SCRAM shows of each account that can use it, in order. */
    private final Map<ScramHash, List<ScramParameters>> scram = new EnumMap<>(ScramHash.class);
    private final boolean allKnown;

    /** The users of these entries, of which there is at least one, each with another name. */
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

    /** Whether every password is kept as it is. */
    boolean allKnown() {
        return allKnown;
    }

    /** Whether everybody can log in by SCRAM. */
    boolean allScram(ScramHash hash) {
        return scram(hash).size() == entries.size();
    }

    /** What SCRAM shows of this name; of one that cannot use it, or is not there, what it shows of somebody else. */
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

    /** The hash that a password is compared with for this name: its own, or somebody else's if it is not there. */
    PasswordHash compared(String name) {
        return named(name).orElseGet(() -> standIn(name, byTime)).password();
    }

    /**
     * What else a password that was wrong is compared with, only to take time: the hash that takes longest, unless the
     * one that it was compared with takes as long. So nobody is refused faster than that, and a cheap scheme among costly
     * ones does not show.
     */
    Optional<PasswordHash> padding(PasswordHash compared) {
        PasswordHash slowest = byTime.getLast().password();
        return Optional.of(slowest).filter(_ -> compared.nanoseconds() < slowest.nanoseconds());
    }

    /** Of a list in order, so that a change of a few entries changes it for few names. */
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
