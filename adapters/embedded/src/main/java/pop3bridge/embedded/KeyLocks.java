package pop3bridge.embedded;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A fixed number of locks, shared by all keys (lock striping). Several locks are always acquired in the same order,
 * which prevents deadlocks. Thread-safe.
 */
final class KeyLocks {
    private final List<Lock> stripes = Stream.<Lock>generate(ReentrantLock::new).limit(64).toList();

    /** Waits for the locks of these keys. This thread holds them until {@link Held#close}. */
    Held hold(List<String> keys) {
        List<Lock> held = keys.stream().map(this::stripe).distinct().sorted().map(stripes::get).toList();
        held.forEach(Lock::lock);
        return () -> held.reversed().forEach(Lock::unlock);
    }

    private int stripe(String key) {
        return Math.floorMod(key.hashCode(), stripes.size());
    }

    /** Locks held by this thread. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
