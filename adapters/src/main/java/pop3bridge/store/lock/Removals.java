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
 * The removals that a lock must keep listing: those found in it and those committed since, except those that are done
 * or permanently refused. Each is stored in the lock itself or in a deletion set that the lock refers to. Not thread-safe.
 */
final class Removals {
    private final Map<Removal, Optional<String>> outstanding = new LinkedHashMap<>();

    /**
     * @param set the name of the removal set that contains them; empty for the lock itself
     */
    void add(Collection<Removal> removals, Optional<String> set) {
        removals.forEach(removal -> outstanding.putIfAbsent(removal, set));
    }

    void clear() {
        outstanding.clear();
    }

    /**
     * Marks a deletion as no longer outstanding: the object does not exist, has been replaced, or the store permanently
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

    /** Returns those stored in the lock itself. */
    List<Removal> inline() {
        List<Removal> inline = new ArrayList<>();
        outstanding.forEach((removal, set) -> {
            if (set.isEmpty()) {
                inline.add(removal);
            }
        });
        return inline;
    }

    /** Returns the removal sets that contain some of them. */
    List<String> sets() {
        return outstanding.values().stream().flatMap(Optional::stream).distinct().toList();
    }
}
