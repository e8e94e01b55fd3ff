package pop3bridge.store.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The removals that a lock must go on naming: those it was found with and those decided since, less those seen gone or refused for
 * good. Each is named by the lock itself or by a set that the lock names. For use by one thread.
 */
final class Removals {
    private final Map<Removal, Optional<String>> outstanding = new LinkedHashMap<>();

    /**
     * @param set the name of the set that contains them; empty for the lock itself
     */
    void add(Collection<Removal> removals, Optional<String> set) {
        removals.forEach(removal -> outstanding.putIfAbsent(removal, set));
    }

    void clear() {
        outstanding.clear();
    }

    /**
     * Marks a removal as no longer outstanding: the object does not exist, has been replaced, or the store permanently
     * refuses to delete it.
     */
    void settle(Removal removal) {
        outstanding.remove(removal);
    }

    boolean isEmpty() {
        return outstanding.isEmpty();
    }

    /** Returns a copy of all of them. */
    Set<Removal> all() {
        return new LinkedHashSet<>(outstanding.keySet());
    }

    /** Those that the lock itself names. */
    List<Removal> inline() {
        List<Removal> inline = new ArrayList<>();
        outstanding.forEach((removal, set) -> {
            if (set.isEmpty()) {
                inline.add(removal);
            }
        });
        return inline;
    }

    /** Returns the sets in which some of them stand. */
    List<String> sets() {
        return outstanding.values().stream().flatMap(Optional::stream).distinct().toList();
    }
}
