package pop3bridge.sources;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** The names of those who have logged in within a day, at most 10,000. Safe for use by many threads. */
public final class SeenNames {
    private static final int MOST = 10_000;
    private static final Duration KEPT = Duration.ofDays(1);

    private final Cache<String, Boolean> names = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    /** Remembers a name, spelled as the user did. */
    public void add(String name) {
        names.put(name, true);
    }

    /** Whether the name is remembered. */
    public boolean contains(String name) {
        return names.getIfPresent(name) != null;
    }
}
