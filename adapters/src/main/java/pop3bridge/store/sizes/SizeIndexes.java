package pop3bridge.store.sizes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.message.Form;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.sizes.SizeIndex.Fingerprint;
import pop3bridge.store.sizes.SizeIndex.Measure;
import pop3bridge.store.sizes.SizeIndex.Sized;

/**
 * The index objects, from which a restarted process or another replica learns the sizes of messages without reading them. An index is a
 * hint: what it does not have is read, and its loss costs reads alone. It is written after a session that leaves enough messages behind
 * whose sizes it does not have. Safe for use by many threads.
 */
public final class SizeIndexes {
    private static final Logger log = LoggerFactory.getLogger(SizeIndexes.class);

    /** With fewer unknown sizes, reading the messages costs no more requests than reading the index. */
    private static final int WORTH_READING = 4;

    /** A PUT costs as much as 12 GETs. */
    private static final int WORTH_WRITING = 16;

    /** The part of a maildrop's messages, one in so many, that has to be new. */
    private static final int WORTH_WRITING_PART = 50;

    private static final int REMEMBERED = 100_000;
    private static final int WRITERS = 2;

    private final Executor executor;
    private final String variant;
    private final Semaphore writers = new Semaphore(WRITERS);
    private final Meter.MeterProvider<Counter> reads;
    private final Meter.MeterProvider<Counter> writes;

    /** How many sizes this process has found since it last saw the index of a maildrop, which may lack them. */
    private final Cache<Place, Integer> found = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /** Where the index of a maildrop is. */
    public record Place(String bucket, String key) {}

    private enum Result {
        OK,
        ABSENT,
        DAMAGED,
        OVERTAKEN,
        FAILED
    }

    /** The index as it is in the store. */
    private record Stored(SizeIndex index, Condition unchanged) {}

    /**
     * @param executor writes indexes after sessions
     * @param variant what is measured of messages; the indexes have nothing else for this process. Empty for their sizes as stored
     */
    public SizeIndexes(Executor executor, String variant, MeterRegistry registry) {
        this.executor = executor;
        this.variant = variant;
        this.reads = Counter.builder("pop3bridge.size.index.reads").description("Reads of size indexes")
                .withRegistry(registry);
        this.writes = Counter.builder("pop3bridge.size.index.writes").description("Writes of size indexes")
                .withRegistry(registry);
        for (Result result : List.of(Result.OK, Result.ABSENT, Result.DAMAGED, Result.FAILED)) {
            counter(reads, result).increment(0);
        }
        for (Result result : List.of(Result.OK, Result.OVERTAKEN, Result.FAILED)) {
            counter(writes, result).increment(0);
        }
    }

    /** Returns the key of a maildrop's index, which is in the same bucket as the mail. */
    public static String key(String controlPrefix, String maildropHash) {
        return prefix(controlPrefix) + maildropHash;
    }

    /** Returns the prefix of all indexes. */
    public static String prefix(String controlPrefix) {
        return controlPrefix + "sizes/";
    }

    /** Returns the index of one maildrop for one session. */
    public OfMaildrop of(ObjectStore store, Place place, Form form) {
        return new OfMaildrop(store, place, new Measure(form, variant));
    }

    /** The index of one maildrop, as one session uses it. Not thread-safe. */
    public final class OfMaildrop {
        private final ObjectStore store;
        private final Place place;
        private final Measure measure;
        private SizeIndex index = SizeIndex.EMPTY;
        private boolean read;

        private OfMaildrop(ObjectStore store, Place place, Measure measure) {
            this.store = store;
            this.place = place;
            this.measure = measure;
        }

        /** Returns whether the index has not been read yet, and this many unknown sizes are worth a request. */
        public boolean isWorthReading(int unknown) {
            return unknown >= WORTH_READING && !read;
        }

        /** Reads the index. */
        public void read() {
            read = true;
            index = stored().map(Stored::index).orElse(SizeIndex.EMPTY);
        }

        /** Returns the size of a message on the wire in octets, if the index was read and has it. */
        public OptionalLong find(Entry message) {
            return index.count() == 0 ? OptionalLong.empty() : index.find(Fingerprint.of(message, measure));
        }

        /** Empty if the index cannot be read now. */
        private Optional<Stored> stored() {
            try (Download download = store.get(place.key(), Range.ALL, Optional.empty())) {
                Optional<SizeIndex> decoded = download.length() > SizeIndex.MAX_OCTETS
                        ? Optional.empty()
                        : SizeIndex.decode(octets(download));
                if (decoded.isEmpty()) {
                    log.atWarn().addKeyValue("bucket", place.bucket()).addKeyValue("key", place.key())
                            .log("size index is damaged or of another version, and will be replaced");
                }
                count(reads, decoded.isEmpty() ? Result.DAMAGED : Result.OK);
                return Optional.of(
                        new Stored(decoded.orElse(SizeIndex.EMPTY), Condition.matches(download.etag())));
            } catch (StoreException e) {
                if (e.reason() == Reason.NOT_FOUND) {
                    count(reads, Result.ABSENT);
                    return Optional.of(new Stored(SizeIndex.EMPTY, Condition.absent()));
                }
                return unread(e);
            } catch (IOException e) {
                return unread(e);
            }
        }

        private Optional<Stored> unread(Exception e) {
            count(reads, Result.FAILED);
            log.atDebug().addKeyValue("key", place.key()).setCause(e).log("size index cannot be read now");
            return Optional.empty();
        }

        private static byte[] octets(Download download) throws IOException {
            byte[] object = new byte[(int) download.length()];
            byte[] buffer = new byte[64 * 1024];
            int filled = 0;
            for (int count = download.read(buffer); count >= 0; count = download.read(buffer)) {
                if (count > object.length - filled) {
                    throw new IOException("more octets than announced");
                }
                System.arraycopy(buffer, 0, object, filled, count);
                filled += count;
            }
            return object;
        }

        /**
         * Ends the session's use; writes the index in the background if enough is new.
         *
         * @param newSizes how many messages the session has left in the maildrop whose sizes it has found by reading them
         * @param messages all that it has left
         * @param size what is known of the size of a message on the wire, in octets
         */
        public void close(int newSizes, List<Entry> messages, Function<Entry, OptionalLong> size) {
            int enough = Math.max(WORTH_WRITING, messages.size() / WORTH_WRITING_PART);
            if (found.asMap().merge(place, newSizes, Integer::sum) < enough
                    || !writers.tryAcquire()) {
                return;
            }
            executor.execute(() -> {
                try {
                    stored().ifPresent(stored -> write(stored, messages, size, enough));
                } finally {
                    writers.release();
                }
            });
        }

        private void write(Stored stored, List<Entry> messages, Function<Entry, OptionalLong> size, int enough) {
            List<Sized> sizes = new ArrayList<>(messages.size());
            int missing = 0;
            for (Entry entry : messages) {
                Fingerprint message = Fingerprint.of(entry, measure);
                OptionalLong before = stored.index().find(message);
                OptionalLong now = size.apply(entry);
                if (now.isPresent() && !now.equals(before)) {
                    missing++;
                }
                if (now.isPresent() || before.isPresent()) {
                    sizes.add(new Sized(message, now.orElseGet(before::getAsLong)));
                }
            }
            if (missing < enough) {
                found.put(place, missing);
            } else {
                found.invalidate(place);
                SizeIndex.encode(sizes).ifPresent(object -> put(object, stored.unchanged()));
            }
        }

        private void put(byte[] object, Condition unchanged) {
            try {
                store.put(place.key(), object, unchanged);
                count(writes, Result.OK);
            } catch (StoreException e) {
                boolean overtaken = e.reason() == Reason.PRECONDITION_FAILED || e.reason() == Reason.CONFLICT
                        || e.reason() == Reason.NOT_FOUND;
                count(writes, overtaken ? Result.OVERTAKEN : Result.FAILED);
                log.atDebug().addKeyValue("key", place.key()).setCause(e).log("size index was not written");
            }
        }
    }

    private static void count(Meter.MeterProvider<Counter> counters, Result result) {
        counter(counters, result).increment();
    }

    private static Counter counter(Meter.MeterProvider<Counter> counters, Result result) {
        return counters.withTag("result", result.name().toLowerCase(Locale.ROOT));
    }
}
