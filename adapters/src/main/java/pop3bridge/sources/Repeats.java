package pop3bridge.sources;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Keeps a log short: each kind of event is told at once and then at most once a minute. Safe for use by many threads. */
public final class Repeats {
    private static final long EVERY = Duration.ofMinutes(1).toNanos();

    private final Ticker time;
    private final Map<Enum<?>, Told> told = new HashMap<>();

    /** When a kind of event was told last, and how many there were since. */
    private record Told(long at, int repeats) {}

    public Repeats(Ticker time) {
        this.time = time;
    }

    /** How many events of this kind have not been told; -1 if it is not time yet to tell of one. */
    public synchronized int toTell(Enum<?> kind) {
        long now = time.read();
        Told last = told.get(kind);
        if (last != null && now - last.at() < EVERY) {
            told.put(kind, new Told(last.at(), last.repeats() + 1));
            return -1;
        }
        told.put(kind, new Told(now, 0));
        return last == null ? 0 : last.repeats();
    }
}
