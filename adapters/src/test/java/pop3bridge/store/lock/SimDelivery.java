package pop3bridge.store.lock;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;

/** Delivers mail, sometimes under a key used before and with the same content as then. */
final class SimDelivery {
    private final SimWorld world;
    private final SimBucket bucket;
    private final Map<String, Integer> delivered = new HashMap<>();
    private final Set<String> usedKeys = new HashSet<>();
    private final Map<String, byte[]> bodies = new HashMap<>();
    private final Map<String, Long> lastSecond = new HashMap<>();
    private final Map<String, Long> unlockedUntil = new HashMap<>();

    SimDelivery(SimWorld world, SimBucket bucket) {
        this.world = world;
        this.bucket = bucket;
    }

    /** Puts a message below a prefix, unless the key that chance takes may not be used again. */
    void deliver(String prefix) {
        List<String> reusable = usedKeys.stream().filter(key -> bucket.at(key) == null && key.startsWith(prefix))
                .sorted().toList();
        String key = prefix + delivered.merge(prefix, 1, Integer::sum);
        byte[] body = key.getBytes(StandardCharsets.UTF_8);
        if (!reusable.isEmpty() && world.random.nextInt(2) == 0) {
            key = reusable.get(world.random.nextInt(reusable.size()));
            body = bodies.getOrDefault(key, body);
        }
        if (free(key)) {
            usedKeys.add(key);
            bodies.put(key, body);
            put(key, body);
        }
    }

    /** An operator has freed the lock: no message is delivered here until the session that had it has surely ended. */
    void pauseUntil(String prefix, long time) {
        unlockedUntil.put(prefix, time);
    }

    /** A key is used again only when nobody who marked it is still at it; what a dead session has left in the lock does not count. */
    private boolean free(String key) {
        long second = SimTimeline.wall(world.now()).getEpochSecond();
        if (world.now() < unlockedUntil.getOrDefault(key.substring(0, key.indexOf('/') + 1), 0L)) {
            return false;
        }
        return !usedKeys.contains(key) || (!bucket.beingRemoved(key) && second > lastSecond.getOrDefault(key, 0L));
    }

    private void put(String key, byte[] body) {
        try {
            lastSecond.put(key, SimTimeline.wall(world.now()).getEpochSecond());
            bucket.put(key, body, Condition.always(), Optional.empty(), world.now());
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }
}
