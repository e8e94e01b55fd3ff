package pop3bridge.deploy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Writes log lines as JSON with the field names of the Elastic Common Schema. Key-value pairs that the schema does not name are in the object
 * {@code pop3bridge}. Logback calls it on any thread.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final String ECS_VERSION = "8.11.0";

    /** Where a pair is in the schema. */
    private static final Map<String, String> SCHEMA = Map.of("user", "user.name", "remote", "client.ip");

    /** Creates the encoder. */
    public JsonLines() {}

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonObject line = new JsonObject().put("@timestamp", event.getInstant().toString())
                .put("log.level", event.getLevel().toString())
                .put("message", event.getFormattedMessage())
                .put("ecs.version", ECS_VERSION)
                .put("service.name", "pop3bridge")
                .put("log.logger", event.getLoggerName())
                .put("process.thread.name", event.getThreadName());
        JsonObject own = new JsonObject();
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> put(pair, line, own));
        }
        if (!own.isEmpty()) {
            line.put("pop3bridge", own);
        }
        IThrowableProxy cause = event.getThrowableProxy();
        if (cause != null) {
            line.put("error.type", cause.getClassName()).put("error.message", cause.getMessage())
                    .put("error.stack_trace", ThrowableProxyUtil.asString(cause));
        }
        return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void put(KeyValuePair pair, JsonObject line, JsonObject own) {
        String field = SCHEMA.get(pair.key);
        if (field == null) {
            own.put(pair.key, value(pair.value));
        } else {
            line.put(field, value(pair.value));
        }
    }

    private static Object value(Object value) {
        return value instanceof Number ? value : String.valueOf(value);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
