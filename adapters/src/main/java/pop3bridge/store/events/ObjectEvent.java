package pop3bridge.store.events;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message about objects that have been written: of S3 itself (version 2 of its event messages), the same within a notification of
 * SNS, or of EventBridge.
 *
 * @param keys the keys of the objects; none if the message is about something else
 */
public record ObjectEvent(List<String> keys) {
    /** Parses a message; empty if it is none of these. */
    public static Optional<ObjectEvent> parse(String body) {
        try {
            return parse(new JsonObject(body));
        } catch (DecodeException | ClassCastException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<ObjectEvent> parse(JsonObject message) {
        String wrapped = message.getString("Message");
        if (wrapped != null) {
            return parse(new JsonObject(wrapped));
        }
        JsonArray records = message.getJsonArray("Records");
        if (records != null) {
            return ofRecords(records);
        }
        if (message.containsKey("detail-type")) {
            return ofEventBridge(message);
        }
        return "s3:TestEvent".equals(message.getString("Event"))
                ? Optional.of(new ObjectEvent(List.of()))
                : Optional.empty();
    }

    private static Optional<ObjectEvent> ofRecords(JsonArray records) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            JsonObject event = records.getJsonObject(i);
            if (event == null) {
                return Optional.empty();
            }
            String name = event.getString("eventName");
            String key = part(part(event, "s3"), "object").getString("key");
            if (name == null || key == null) {
                return Optional.empty();
            }
            if (!name.contains("ObjectRemoved:") && !name.contains("LifecycleExpiration:")) {
                keys.add(URLDecoder.decode(key, StandardCharsets.UTF_8));
            }
        }
        return Optional.of(new ObjectEvent(List.copyOf(keys)));
    }

    private static Optional<ObjectEvent> ofEventBridge(JsonObject message) {
        String key = part(part(message, "detail"), "object").getString("key");
        if (key == null) {
            return Optional.empty();
        }
        return Optional.of(new ObjectEvent("Object Deleted".equals(message.getString("detail-type"))
                ? List.of()
                : List.of(key)));
    }

    private static JsonObject part(JsonObject whole, String name) {
        JsonObject part = whole.getJsonObject(name);
        return part == null ? new JsonObject() : part;
    }
}
