package pop3bridge.store;

import java.util.List;
import java.util.stream.Stream;
import pop3bridge.store.ObjectStore.Target;

/** Batches of deletions in few words. */
public final class Targets {
    private Targets() {}

    /** These keys, whatever their ETags. */
    public static List<Target> of(String... keys) {
        return Stream.of(keys).map(Target::of).toList();
    }
}
