package pop3bridge.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.net.ClientAddress;

/**
 * How long a client waits before its password is looked at: nothing at first, and longer with each failure, up to 15 seconds. Failures count for
 * the address, for the network around an IPv6 address, and for the account; half of them are forgotten each minute. Safe for use by
 * many threads.
 */
final class Penalties {
    /** Stands for an account in logins that name none: only the address counts. */
    static final String NOBODY = "";

    static final Duration LONGEST = Duration.ofSeconds(15);

    /** Logins that would wait longer in the line of their client are refused. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(45);

    private static final Duration HALF_LIFE = Duration.ofMinutes(1);
    private static final Duration FORGOTTEN = Duration.ofMinutes(30);
    private static final Duration KNOWN_FOR = Duration.ofDays(1);
    private static final int MAX_KEYS = 100_000;
    /** In UTF-16 characters. */
    private static final int LONGEST_NAME = 255;

    /** How many failures are free. An account, and a network, have many honest clients. */
    private static final int FREE_FOR_ADDRESS = 1;
    private static final int FREE_FOR_ACCOUNT = 5;
    private static final int FREE_FOR_NETWORK = 20;

    /** How many failures beyond the free ones count. Without a limit, a burst of failures would slow down an account for hours. */
    private static final int COUNTED = 7;

    private static final int NETWORK_OCTETS = 6;

    private final Time time;
    private final Cache<Key, Score> scores;
    private final Cache<List<String>, Boolean> known;

    /** When the next login of a client may be compared, in nanoseconds of {@link Time#nanos}. */
    private final Cache<Key, Long> lines;

    /** Monotonic time. */
    interface Time {
        long nanos();

        void sleep(Duration duration) throws InterruptedException;

        Time SYSTEM = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };
    }

    private enum Kind {
        ADDRESS,
        NETWORK,
        ACCOUNT;

        int free() {
            return switch (this) {
                case ADDRESS -> FREE_FOR_ADDRESS;
                case NETWORK -> FREE_FOR_NETWORK;
                case ACCOUNT -> FREE_FOR_ACCOUNT;
            };
        }
    }

    private record Key(Kind kind, String name) {}

    /** Failures as they were at a moment. */
    private record Score(double failures, long at) {
        double now(long nanos) {
            return failures * Math.pow(0.5, (double) (nanos - at) / HALF_LIFE.toNanos());
        }
    }

    Penalties(Time time) {
        this.time = time;
        this.scores = Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterWrite(FORGOTTEN).ticker(time::nanos)
                .build();
        this.known = Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterWrite(KNOWN_FOR).ticker(time::nanos)
                .build();
        this.lines = Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterWrite(LONGEST_WAIT).ticker(time::nanos)
                .build();
    }

    private static Stream<Key> ofAddress(InetAddress address) {
        Key own = new Key(Kind.ADDRESS, ClientAddress.of(address));
        return address instanceof Inet6Address
                ? Stream.of(own, new Key(Kind.NETWORK,
                        HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_OCTETS))))
                : Stream.of(own);
    }

    private static Stream<Key> ofAccount(String user) {
        return user.equals(NOBODY) ? Stream.empty() : Stream.of(new Key(Kind.ACCOUNT, folded(user)));
    }

    /**
     * Directories and services take several spellings of a name for one account. Of a long name, which no account has,
     * only the beginning counts: strangers send names of any length, and normalization makes them longer.
     */
    private static String folded(String user) {
        return beginning(Normalizer.normalize(beginning(user), Normalizer.Form.NFKC)).strip().toLowerCase(Locale.ROOT);
    }

    private static String beginning(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** How long to wait now. Failures of others for this account do not count for an address from which it has logged in within a day. */
    Duration delay(InetAddress address, String user) {
        Stream<Key> keys = ofAddress(address);
        return (isKnown(address, user) ? keys : Stream.concat(keys, ofAccount(user)))
                .map(this::delay).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /**
     * How long to wait before this login is compared. Logins of a client that has failed are compared one after another, each after the
     * delay, over whatever number of connections they come; else parallel connections would share one delay. A user who has logged in from
     * the address waits in a line of his own, so that others behind the address keep nobody out.
     *
     * @return empty if this would take longer than {@link #LONGEST_WAIT}
     */
    synchronized Optional<Duration> reserve(InetAddress address, String user) {
        Duration delay = delay(address, user);
        if (delay.isZero()) {
            return Optional.of(delay);
        }
        Map<Key, Duration> waits = new HashMap<>();
        if (isKnown(address, user)) {
            Key own = new Key(Kind.ADDRESS, ClientAddress.of(address) + " " + folded(user));
            waits.put(own, line(own).plus(delay));
        } else {
            ofAddress(address).forEach(
                    key -> waits.put(key, line(key).plus(key.kind() == Kind.ADDRESS ? delay : delay(key))));
        }
        Duration longest = Collections.max(waits.values());
        if (longest.compareTo(LONGEST_WAIT) > 0) {
            return Optional.empty();
        }
        waits.forEach((key, wait) -> lines.put(key, time.nanos() + wait.toNanos()));
        return Optional.of(longest);
    }

    /** How long those before take. */
    private Duration line(Key key) {
        Long end = lines.getIfPresent(key);
        return end == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, end - time.nanos()));
    }

    private Duration delay(Key key) {
        double beyond = failures(key) - key.kind().free();
        if (beyond <= -0.5) {
            return Duration.ZERO;
        }
        double seconds = Math.min((double) LONGEST.toSeconds(), Math.pow(2, beyond));
        return Duration.ofMillis((long) (seconds * 1000));
    }

    /** How much an address has failed: 0 for one that has not, and one from which this user has logged in within a day comes before it. */
    int rank(InetAddress address, String user) {
        long failures = Math.round(failures(new Key(Kind.ADDRESS, ClientAddress.of(address))));
        return failures == 0 && isKnown(address, user) ? -1 : (int) Math.min(failures, 10);
    }

    void failed(InetAddress address, String user) {
        Stream.concat(ofAddress(address), ofAccount(user)).forEach(this::count);
    }

    /** Counts a client that left before its password was compared: for its address alone, as others share the network and the account. */
    void left(InetAddress address) {
        count(new Key(Kind.ADDRESS, ClientAddress.of(address)));
    }

    private void count(Key key) {
        scores.asMap().compute(key, (_, score) -> {
            double before = score == null ? 0 : score.now(time.nanos());
            return new Score(Math.min(before + 1, key.kind().free() + COUNTED), time.nanos());
        });
    }

    void succeeded(InetAddress address, String user) {
        known.put(List.of(ClientAddress.of(address), folded(user)), true);
    }

    private boolean isKnown(InetAddress address, String user) {
        return known.getIfPresent(List.of(ClientAddress.of(address), folded(user))) != null;
    }

    private double failures(Key key) {
        Score score = scores.getIfPresent(key);
        return score == null ? 0 : score.now(time.nanos());
    }
}
