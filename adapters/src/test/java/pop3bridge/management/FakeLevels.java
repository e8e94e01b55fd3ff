package pop3bridge.management;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Levels without a log. */
final class FakeLevels implements LogLevels {
    private final Map<String, String> levels = new ConcurrentHashMap<>();

    @Override
    public String level(String logger) {
        return levels.getOrDefault(logger, "INFO");
    }

    @Override
    public Optional<String> change(String logger, String level) {
        String upper = level.toUpperCase(Locale.ROOT);
        if (!Set.of("DEBUG", "INFO").contains(upper)) {
            return Optional.empty();
        }
        levels.put(logger, upper);
        return Optional.of(upper);
    }
}
