package pop3bridge.store;

import java.util.List;
import java.util.stream.Stream;
import pop3bridge.store.ObjectStore.Target;

/** Helpers for batch deletions. */
public final class Targets {
    private Targets() {}

    /** These keys, whatever their ETags. */
    public static List<Target> of(String... keys) {
        return Stream.of(keys).map(Target::of).toList();
    }
}
