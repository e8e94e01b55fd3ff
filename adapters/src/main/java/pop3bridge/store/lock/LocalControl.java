package pop3bridge.store.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.Download;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.sizes.SizeIndexes;

/**
 * Keeps objects under the control prefix in memory, except size indexes, for a store that cannot hold locks. Locks then exclude only
 * sessions of this process, and pending removals are lost when the process ends. Thread-safe.
 */
public final class LocalControl {
    private final String controlPrefix;
    private final Map<String, Stored> objects = new HashMap<>();

    private record Stored(byte[] body, String etag, Instant modified) {}

    public LocalControl(String controlPrefix) {
        this.controlPrefix = controlPrefix;
    }

    /** Returns this bucket with its control prefix kept in memory. */
    public ObjectStore over(String bucket, ObjectStore store) {
        return new Over(bucket, store);
    }

    private synchronized @Nullable Stored find(String name) {
        return objects.get(name);
    }

    private synchronized String put(String name, byte[] body, ObjectStore.Condition condition) throws StoreException {
        check(objects.get(name), condition);
        String etag = '"' + UUID.randomUUID().toString() + '"';
        objects.put(name, new Stored(body.clone(), etag, Instant.now()));
        return etag;
    }

    private synchronized void delete(String name, ObjectStore.Condition condition) throws StoreException {
        Stored stored = objects.get(name);
        if (stored != null) {
            check(stored, condition);
            objects.remove(name);
        }
    }

    private static void check(@Nullable Stored stored, ObjectStore.Condition condition) throws StoreException {
        switch (condition) {
            case ObjectStore.Condition.Always _ -> {
            }
            case ObjectStore.Condition.Absent _ -> {
                if (stored != null) {
                    throw new StoreException(Reason.PRECONDITION_FAILED, "the object already exists");
                }
            }
            case ObjectStore.Condition.Matches(String etag) -> {
                if (stored == null) {
                    throw new StoreException(Reason.NOT_FOUND, "no such object");
                }
                if (!stored.etag().equals(etag)) {
                    throw new StoreException(Reason.PRECONDITION_FAILED, "the object has another ETag");
                }
            }
        }
    }

    private final class Over extends ForwardingStore {
        private final String bucket;

        private Over(String bucket, ObjectStore store) {
            super(store);
            this.bucket = bucket;
        }

        private boolean here(String key) {
            return key.startsWith(controlPrefix) && !key.startsWith(SizeIndexes.prefix(controlPrefix));
        }

        private String name(String key) {
            return bucket + "/" + key;
        }

        @Override
        public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
            if (!here(key)) {
                return super.get(key, range, ifMatch);
            }
            Stored stored = find(name(key));
            if (stored == null) {
                throw new StoreException(Reason.NOT_FOUND, "no such object");
            }
            return new Reading(stored);
        }

        @Override
        public String put(String key, byte[] body, Condition condition) throws StoreException {
            return here(key)
                    ? LocalControl.this.put(name(key), body, condition)
                    : super.put(key, body, condition);
        }

        @Override
        public void delete(String key, Condition condition) throws StoreException {
            if (here(key)) {
                LocalControl.this.delete(name(key), condition);
            } else {
                super.delete(key, condition);
            }
        }
    }

    private static final class Reading implements Download {
        private final Stored stored;
        private int position;

        private Reading(Stored stored) {
            this.stored = stored;
        }

        @Override
        public String etag() {
            return stored.etag();
        }

        @Override
        public Optional<Duration> age() {
            return Optional.of(Duration.between(stored.modified(), Instant.now()));
        }

        @Override
        public long length() {
            return stored.body().length;
        }

        @Override
        public int read(byte[] buffer) {
            if (position == stored.body().length) {
                return -1;
            }
            int count = Math.min(buffer.length, stored.body().length - position);
            System.arraycopy(stored.body(), position, buffer, 0, count);
            position += count;
            return count;
        }

        @Override
        public void close() {}
    }
}
