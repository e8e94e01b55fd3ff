package pop3bridge.store.lock;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import pop3bridge.store.Entry;

/** A committed removal of a message: of exactly this object, not of a later one with the same key. */
public record Removal(String key, String etag, Instant modified) {
    /** Returns the removal of a listed object. */
    public static Removal of(Entry entry) {
        return new Removal(entry.key(), entry.etag(), entry.lastModified());
    }

    JsonObject json() {
        return new JsonObject().put("key", key).put("etag", etag).put("modified", modified.toString());
    }

    static Removal of(JsonObject json) {
        return new Removal(LockRecord.text(json, "key"), LockRecord.text(json, "etag"),
                Instant.parse(LockRecord.text(json, "modified")));
    }
}
