package pop3bridge.store.probe;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * The object {@code probe.json} under the control prefix, in which processes tell each other what the last probe has
 * found. It is written conditionally, so that of several probes that run at the same time the first one counts, unless
 * a later one has found more violations.
 */
public final class ProbeMemory {
    private static final Logger log = LoggerFactory.getLogger(ProbeMemory.class);

    private static final int MAX_OCTETS = 64 * 1024;
    private static final int ATTEMPTS = 3;
    private static final Set<Reason> OVERTAKEN = Set.of(Reason.PRECONDITION_FAILED, Reason.CONFLICT,
            Reason.NOT_FOUND);

    private final ObjectStore store;
    private final String key;
    private final ProbePlace place;

    public ProbeMemory(ObjectStore store, String controlPrefix, ProbePlace place) {
        this.store = store;
        this.key = controlPrefix + "probe.json";
        this.place = place;
    }

    /**
     * The object when it was read.
     *
     * @param record empty if there is none that was made here
     * @param unchanged the condition under which the object is still the same
     */
    public record Remembered(Optional<ProbeRecord> record, Condition unchanged) {}

    /**
     * Reads the object.
     *
     * @throws StoreException if it cannot be read; not if it does not exist, or is damaged
     */
    public Remembered read() throws StoreException {
        try (Download object = store.get(key, Range.ALL, Optional.empty())) {
            Condition unchanged = Condition.matches(object.etag());
            Optional<ProbeRecord> found = object.length() > MAX_OCTETS
                    ? Optional.empty()
                    : ProbeRecord.decode(object.readAll(MAX_OCTETS));
            Optional<String> ignored = found.isPresent()
                    ? found.get().foreign(place, object)
                    : Optional.of("it is damaged, or of another version");
            if (ignored.isPresent()) {
                log.atInfo().addKeyValue("key", key).addKeyValue("why", ignored.get())
                        .log("the record of the store's last test is ignored");
                return new Remembered(Optional.empty(), unchanged);
            }
            return new Remembered(found, unchanged);
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return new Remembered(Optional.empty(), Condition.absent());
            }
            throw e;
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "GET: " + e.getMessage(), e);
        }
    }

    /**
     * Writes what a probe has found, if it has found anything, unless another process has written since. If the object
     * cannot be written, the next start takes longer.
     *
     * @param before the object when the probe began
     */
    public void write(ProbeReport report, Remembered before) {
        if (report.failure().isPresent() && report.violation().isEmpty()) {
            return;
        }
        try {
            Remembered last = before;
            for (int i = 0; i < ATTEMPTS && !written(report, last.unchanged()); i++) {
                last = read();
                if (last.record().isPresent() && !report.isWorseThan(last.record().get().report())) {
                    return;
                }
            }
        } catch (StoreException e) {
            log.atDebug().addKeyValue("key", key).setCause(e).log("the store's test was not recorded");
        }
    }

    /** Returns false if the object has changed. */
    private boolean written(ProbeReport report, Condition unchanged) throws StoreException {
        try {
            String etag = store.put(key, draft(), unchanged);
            ProbeRecord record;
            try (Download draft = store.get(key, Range.ALL, Optional.of(etag))) {
                record = new ProbeRecord(place, draft.server().orElse(""), draft.modified().orElse(Instant.EPOCH),
                        report);
            }
            store.put(key, record.encode(), Condition.matches(etag));
            return true;
        } catch (StoreException e) {
            if (OVERTAKEN.contains(e.reason())) {
                return false;
            }
            throw e;
        }
    }

    /** Returns a body that says nothing, from whose Last-Modified the writer learns the store's time. */
    private static byte[] draft() {
        return new JsonObject().put("draft", UUID.randomUUID().toString()).encode().getBytes(StandardCharsets.UTF_8);
    }
}
