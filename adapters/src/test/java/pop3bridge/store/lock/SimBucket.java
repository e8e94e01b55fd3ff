package pop3bridge.store.lock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Page;
import pop3bridge.store.ObjectStore.Refusal;
import pop3bridge.store.ObjectStore.Target;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** The bucket shared by all simulated processes: an operation applied here has taken effect. */
final class SimBucket {
    private static final int PAGE = 5;

    private final SimWorld world;
    private final NavigableMap<String, Stored> objects;
    private final Map<String, Integer> deletionsUnderWay = new HashMap<>();
    private final Map<String, Set<SimWorld.Program>> removers = new HashMap<>();
    private final Watcher watcher;

    /** An object as it is stored. */
    record Stored(byte[] body, String etag, Instant modified) {
        Removal identity(String key) {
            return new Removal(key, etag, modified);
        }
    }

    /** Is told of every change before it is made. */
    interface Watcher {
        void put(String key, @Nullable Stored before, byte[] body, Optional<SimWorld.Program> process, long sentAt);

        void delete(String key, Stored before, SimWorld.Program process);

        /** Whether the store refuses for good to remove this object. */
        boolean refuses(String key);
    }

    SimBucket(SimWorld world, NavigableMap<String, Stored> objects, Watcher watcher) {
        this.world = world;
        this.objects = objects;
        this.watcher = watcher;
    }

    @Nullable
    Stored at(String key) {
        return objects.get(key);
    }

    Map<String, Stored> objects() {
        return objects;
    }

    /** A process is at removing the object with this key. */
    void remover(String key, SimWorld.Program process) {
        removers.computeIfAbsent(key, _ -> new HashSet<>()).add(process);
    }

    /** A request to delete this key is on its way, or no longer. */
    void deletions(String key, int change) {
        deletionsUnderWay.merge(key, change, Integer::sum);
    }

    /** Whether somebody who is alive, or a request on its way, may still remove the object with this key. */
    boolean beingRemoved(String key) {
        return deletionsUnderWay.getOrDefault(key, 0) > 0
                || removers.getOrDefault(key, Set.of()).stream().anyMatch(process -> !process.crashed());
    }

    /** Nobody is at removing this key any more. */
    void settled(String key) {
        removers.remove(key);
    }

    String put(String key, byte[] body, Condition condition, Optional<SimWorld.Program> process, long sentAt)
            throws StoreException {
        Stored before = objects.get(key);
        check(before, condition);
        watcher.put(key, before, body, process, sentAt);
        String etag = "\"" + Integer.toHexString(Arrays.hashCode(body)) + "-" + body.length + "\"";
        Instant modified = Instant.ofEpochSecond(SimTimeline.wall(world.now()).getEpochSecond());
        objects.put(key, new Stored(body, etag, modified));
        return etag;
    }

    void delete(String key, Condition condition, SimWorld.Program process) throws StoreException {
        Stored before = objects.get(key);
        if (before == null) {
            return;
        }
        check(before, condition);
        if (watcher.refuses(key)) {
            throw new StoreException(Reason.DENIED, "refused for good");
        }
        watcher.delete(key, before, process);
        objects.remove(key);
    }

    List<Refusal> deleteBatch(List<Target> targets, boolean etags, SimWorld.Program process) {
        List<Refusal> refusals = new ArrayList<>();
        for (Target target : targets) {
            try {
                Optional<String> etag = etags ? target.etag() : Optional.empty();
                delete(target.key(), etag.map(Condition::matches).orElseGet(Condition::always), process);
            } catch (StoreException e) {
                refusals.add(new Refusal(target.key(), e.reason()));
            }
        }
        return refusals;
    }

    Page list(String prefix, Optional<String> token) {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Stored> object : objects.tailMap(token.orElse(prefix), token.isEmpty()).entrySet()) {
            if (!object.getKey().startsWith(prefix)) {
                break;
            }
            if (entries.size() == PAGE) {
                return new Page(entries, Optional.of(entries.getLast().key()));
            }
            Stored stored = object.getValue();
            entries.add(new Entry(object.getKey(), stored.etag(), stored.body().length, stored.modified()));
        }
        return new Page(entries, Optional.empty());
    }

    private static void check(@Nullable Stored stored, Condition condition) throws StoreException {
        switch (condition) {
            case Condition.Always _ -> {
            }
            case Condition.Absent _ -> {
                if (stored != null) {
                    throw new StoreException(Reason.PRECONDITION_FAILED, "the object already exists");
                }
            }
            case Condition.Matches matches -> {
                if (stored == null) {
                    throw new StoreException(Reason.NOT_FOUND, "nothing to match");
                }
                if (!stored.etag().equals(matches.etag())) {
                    throw new StoreException(Reason.PRECONDITION_FAILED, "another ETag");
                }
            }
        }
    }
}
