package pop3bridge.store.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * Tests in about 15 requests whether a store still is what the record of the last {@link Probe} says: each condition
 * once, without races and without waiting. In doubt, the record is ignored. Can be run once.
 */
public final class ShortProbe {
    private static final Logger log = LoggerFactory.getLogger(ShortProbe.class);

    private static final String FIRST = "one";
    private static final String SECOND = "two";

    private final ObjectStore store;
    private final ProbeMemory memory;
    private final Duration trusted;
    private final Scratch scratch;
    private final String key;

    private String first = "";
    private String second = "";
    private String created = "";

    /** Compares one aspect of the store with the record; returns the difference, if any. */
    private interface Step {
        Optional<String> run(ProbeRecord record) throws StoreException, IOException;
    }

    /**
     * @param trusted the age from which on a record is ignored
     * @param unique names the objects of this probe
     */
    public ShortProbe(ObjectStore store, ProbeMemory memory, String controlPrefix, Duration trusted, String unique) {
        this.store = store;
        this.memory = memory;
        this.trusted = trusted;
        this.scratch = new Scratch(store, controlPrefix, unique);
        this.key = scratch.newKey();
    }

    /**
     * Returns the recorded report, if the store passed all required checks and still behaves as recorded. Otherwise
     * the store counts as never tested.
     *
     * @throws StoreException if the store rejects even an unconditional write
     */
    public Optional<ProbeReport> run() throws StoreException {
        first = scratch.put(key, FIRST);
        try {
            return confirmed();
        } finally {
            scratch.clear();
        }
    }

    private Optional<ProbeReport> confirmed() {
        try {
            Optional<ProbeRecord> record = memory.read().record()
                    .filter(known -> known.report().failure().isEmpty());
            if (record.isEmpty()) {
                return Optional.empty();
            }
            for (Step step : List.<Step>of(_ -> writing(), this::reading, this::deleting)) {
                Optional<String> doubt = step.run(record.get());
                if (doubt.isPresent()) {
                    return ignored(doubt.get());
                }
            }
            return record.map(ProbeRecord::report);
        } catch (StoreException | IOException e) {
            return ignored(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<ProbeReport> ignored(String why) {
        log.atInfo().addKeyValue("why", why).log("the result of the last store test is not used");
        return Optional.empty();
    }

    /** Creates one object, and replaces another. */
    private Optional<String> writing() throws StoreException {
        created = scratch.newKey();
        scratch.put(created, "new", Condition.absent());
        if (Finding.unlessFails(() -> scratch.put(key, "again", Condition.absent()), Reason.PRECONDITION_FAILED)
                .isPresent()) {
            return Optional.of("it creates an object that exists");
        }
        second = scratch.put(key, SECOND, Condition.matches(first));
        if (second.equals(first)) {
            return Optional.of("two bodies have one ETag");
        }
        return Finding.unlessFails(() -> scratch.put(key, "late", Condition.matches(first)),
                Reason.PRECONDITION_FAILED)
                .map(_ -> "it replaces an object that has another ETag");
    }

    /** Reads what was written, and when. */
    private Optional<String> reading(ProbeRecord record) throws StoreException, IOException {
        Optional<Instant> now;
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            String text = new String(download.readAll(SECOND.length()), StandardCharsets.US_ASCII);
            if (!text.equals(SECOND) || !download.etag().equals(second)) {
                return Optional.of("GET does not show the last PUT");
            }
            if (record.report().mode().clock() && !ContentTrials.isNew(download.age())) {
                return Optional.of("a new object is not new by the store's clock");
            }
            now = download.modified();
        }
        Map<String, String> listed = listed();
        if (!second.equals(listed.get(key)) || !listed.containsKey(created) || listed.size() != 2) {
            return Optional.of("LIST does not show the last PUT");
        }
        Duration age = now.map(instant -> Duration.between(record.written(), instant)).orElse(trusted);
        boolean recent = age.compareTo(ProbeRecord.TOLERANCE.negated()) >= 0 && age.compareTo(trusted) < 0;
        return Finding.unless(recent, "it is " + age.toSeconds() + " s old");
    }

    /** Deletes the object, and tries to replace it afterwards. */
    private Optional<String> deleting(ProbeRecord record) throws StoreException {
        boolean conditional = record.report().mode().conditionalDelete();
        if (conditional && Finding.unlessFails(() -> store.delete(key, Condition.matches(first)),
                Reason.PRECONDITION_FAILED).isPresent()) {
            return Optional.of("it deletes an object that has another ETag");
        }
        store.delete(key, conditional ? Condition.matches(second) : Condition.always());
        Optional<String> replaced = Finding.unlessFails(
                () -> scratch.put(key, "late", Condition.matches(second)), Reason.NOT_FOUND,
                Reason.PRECONDITION_FAILED);
        Optional<String> there = Finding.unlessFails(() -> scratch.etag(key), Reason.NOT_FOUND);
        if (replaced.isPresent() || there.isPresent() || listed().containsKey(key)) {
            return Optional.of("an object that was deleted can be replaced or read");
        }
        scratch.forget(key);
        return Finding.NONE;
    }

    /** Returns the ETags of the objects of this probe. */
    private Map<String, String> listed() throws StoreException {
        return store.list(scratch.prefix(), Optional.empty()).entries().stream()
                .collect(Collectors.toMap(Entry::key, Entry::etag, (one, _) -> one));
    }
}
