package pop3bridge.sources;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Limits log lines: each kind of event is logged at once, and then at most once a minute with the number of those that were not. Safe for use
 * by many threads.
 */
public final class Repeats {
    private static final long EVERY = Duration.ofMinutes(1).toNanos();

    private final Ticker time;
    private final Map<Enum<?>, Logged> logged = new HashMap<>();

    /** When a kind was logged last, and how many there were since. */
    private record Logged(long at, int repeats) {}

    public Repeats(Ticker time) {
        this.time = time;
    }

    /** Counts an event: how many of its kind were not logged; empty if this one is not to be logged either. */
    public synchronized OptionalInt toLog(Enum<?> kind) {
        long now = time.read();
        Logged last = logged.get(kind);
        if (last != null && now - last.at() < EVERY) {
            logged.put(kind, new Logged(last.at(), last.repeats() + 1));
            return OptionalInt.empty();
        }
        logged.put(kind, new Logged(now, 0));
        return OptionalInt.of(last == null ? 0 : last.repeats());
    }
}
