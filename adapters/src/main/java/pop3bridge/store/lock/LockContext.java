package pop3bridge.store.lock;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicReference;
import pop3bridge.store.lock.LockObject.Snapshot.Present;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.time.Timeline;
import pop3bridge.store.time.Timeline.Signal;

/**
 * The state shared by the sessions of one process: the settings, the store's capabilities, and knowledge about each
 * other's locks.
 */
final class LockContext {
    /** How many maildrops are cached. An evicted one costs a request or some waiting. */
    private static final int REMEMBERED = 100_000;

    final Timeline time;
    final LockConfig config;
    final LockMetrics metrics;
    private final String host;
    private final String instance;
    private final AtomicReference<StoreMode> mode;
    private final Set<String> active = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Signal>> waiting = new ConcurrentHashMap<>();
    private final Map<String, FirstSeen> firstSeen = remembering();
    private final Map<String, String> freed = remembering();

    private final Set<LockHolder> holders = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    private record FirstSeen(String etag, long nanos) {}

    LockContext(Timeline time, LockConfig config, StoreMode mode, String host, MeterRegistry registry) {
        this.time = time;
        this.config = config;
        this.mode = new AtomicReference<>(mode);
        this.host = host;
        this.instance = time.unique();
        this.metrics = new LockMetrics(registry);
    }

    private static <V> Map<String, V> remembering() {
        return Collections.synchronizedMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REMEMBERED;
            }
        });
    }

    /** Returns the holder name of a session, for operators and for {@link #abandoned}. */
    String holder(String session) {
        return host + "/" + instance + "/" + session;
    }

    boolean conditionalDelete() {
        return mode.get().conditionalDelete();
    }

    boolean batchEtag() {
        return mode.get().batchEtag();
    }

    /**
     * Notes that the store does not support conditional DELETE after all. From now on locks are released by overwriting
     * them as free.
     */
    void withoutConditionalDelete() {
        var _ = restrict(new StoreMode(false, true, true));
    }

    /** Notes that the store has no more capabilities than these. Returns whether it was believed to have more. */
    boolean restrict(StoreMode most) {
        StoreMode before = mode.getAndUpdate(most::and);
        return !before.equals(most.and(before));
    }

    /** Notes that a session of this process starts to write locks with this token. */
    void begin(String token) {
        active.add(token);
    }

    /** Notes that the session has stopped writing locks with this token. */
    void end(String token) {
        active.remove(token);
    }

    /** Returns whether the lock belongs to a session of this process that has ended: then it will not be renewed. */
    boolean abandoned(LockRecord lock) {
        return lock.holder().startsWith(host + "/" + instance + "/") && !active.contains(lock.token());
    }

    /**
     * Returns the time until a lock expires unless it is renewed; not positive if it has expired. Uses the store's
     * clock if it is reliable, otherwise the time for which this process has seen the same version.
     */
    Duration expiresIn(String key, Present snapshot) {
        Duration patience = Duration.ofMillis(snapshot.lock().leaseMillis()).plus(LockRecord.GRACE);
        long now = time.nanos();
        FirstSeen first = firstSeen.compute(key, (_, known) -> known != null && known.etag().equals(snapshot.etag())
                ? known
                : new FirstSeen(snapshot.etag(), now));
        Duration byOurClock = patience.minusNanos(now - first.nanos());
        if (!mode.get().clock() || snapshot.age().isEmpty()) {
            return byOurClock;
        }
        Duration age = snapshot.age().get();
        Duration byItsClock = age.isNegative() ? patience : patience.minus(age);
        return byItsClock.compareTo(byOurClock) < 0 ? byItsClock : byOurClock;
    }

    /** Registers a session that waits for a lock: its signal is raised when a session of this process releases it. */
    Signal waitFor(String key) {
        Signal signal = time.signal();
        waiting.computeIfAbsent(key, _ -> new CopyOnWriteArraySet<>()).add(signal);
        return signal;
    }

    void waitNoMore(String key, Signal signal) {
        waiting.computeIfPresent(key, (_, signals) -> {
            signals.remove(signal);
            return signals.isEmpty() ? null : signals;
        });
    }

    void holderStarts(LockHolder holder) {
        holders.add(holder);
    }

    /**
     * Notes that a session of this process has stopped writing its lock, and wakes the sessions that wait for the lock.
     */
    void holderEnded(LockHolder holder, String key, String token) {
        end(token);
        holders.remove(holder);
        waiting.getOrDefault(key, Set.of()).forEach(Signal::raise);
    }

    /** Returns whether the process is stopping: removals are then left to other processes. */
    boolean stopping() {
        return stopping;
    }

    /** Stops. Returns whether all locks were released in time. */
    boolean stop(Duration patience) {
        stopping = true;
        holders.forEach(LockHolder::wake);
        long end = time.nanos() + patience.toNanos();
        while (!holders.isEmpty() && time.nanos() < end) {
            time.sleep(Duration.ofMillis(10));
        }
        return holders.isEmpty();
    }

    /** Remembers the ETag of a lock that we have overwritten as free, without pending removals. */
    void freed(String key, String etag) {
        freed.put(key, etag);
    }

    /** Returns that ETag, once. */
    Optional<String> takeFreed(String key) {
        return Optional.ofNullable(freed.remove(key));
    }
}
