package pop3bridge.store.probe;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.time.Timeline;

/**
 * Tests a store's reads and listings. Each trial uses its own keys and can be repeated. A trial returns a description
 * of the violation, if any, and throws the exception of a request that should have succeeded.
 */
final class ContentTrials {
    private static final Duration TRUE_AGE = Duration.ofSeconds(2);

    /** Last-Modified has a resolution of one second: after this time it must change. */
    private static final Duration NEXT_SECOND = Duration.ofMillis(1100);

    /** The number of repetitions of trials that can pass by luck. */
    private static final int TIMES = 5;

    /** More pages than any store needs for a few keys, including empty ones; limits a listing that does not end. */
    private static final int MOST_PAGES = 20;

    private final Timeline time;
    private final ObjectStore store;
    private final ObjectStore elsewhere;
    private final ObjectStore smallPages;
    private final Scratch scratch;
    private final String early;
    private long earlyWritten;

    /** Writes an object that {@link #lastModified} overwrites much later. */
    ContentTrials(Timeline time, ObjectStore store, ObjectStore elsewhere, ObjectStore smallPages, Scratch scratch)
            throws StoreException {
        this.time = time;
        this.store = store;
        this.elsewhere = elsewhere;
        this.smallPages = smallPages;
        this.scratch = scratch;
        early = scratch.newKey();
        scratch.put(early, "early");
        earlyWritten = time.nanos();
    }

    Optional<String> readBack() throws StoreException, IOException {
        byte[] octets = new byte[8192];
        IntStream.range(0, octets.length).forEach(i -> octets[i] = (byte) i);
        String key = scratch.newKey();
        store.put(key, octets, Condition.always());
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            if (download.length() != octets.length) {
                return Optional.of("PUT wrote " + octets.length + " octets, GET returned " + download.length());
            }
            return Finding.unless(Arrays.equals(octets, download.readAll(octets.length)), "GET returned other octets");
        }
    }

    Optional<String> notFound() throws StoreException {
        String key = scratch.newKey();
        return Finding.unlessFails(() -> scratch.etag(key), Reason.NOT_FOUND);
    }

    Optional<String> etagsAgree() throws StoreException {
        String key = scratch.newKey();
        String put = scratch.put(key, "agreed");
        String get = scratch.etag(key);
        String list = scratch.listed(key).map(Entry::etag).orElse("nothing");
        return Finding.unless(put.equals(get) && put.equals(list), "PUT %s, GET %s, LIST %s".formatted(put, get, list));
    }

    Optional<String> etagsDiffer() throws StoreException {
        String key = scratch.newKey();
        String one = scratch.put(key, "one");
        return Finding.unless(!one.equals(scratch.put(key, "two")), "both have " + one);
    }

    Optional<String> seenByGet() throws StoreException {
        for (int i = 0; i < TIMES; i++) {
            String key = scratch.newKey();
            for (String text : List.of("seen", "seen anew")) {
                scratch.put(key, text);
                if (!Scratch.etag(elsewhere, key).equals(scratch.etag(key))) {
                    return Optional.of("GET on another connection did not show the last PUT");
                }
            }
            String deletion = deleteSomehow(key, i);
            Optional<String> stillThere = Finding.unlessFails(() -> Scratch.etag(elsewhere, key), Reason.NOT_FOUND);
            if (stillThere.isPresent()) {
                return Optional.of("GET on another connection showed the object after " + deletion);
            }
        }
        return Finding.NONE;
    }

    Optional<String> seenByList() throws StoreException {
        for (int i = 0; i < TIMES; i++) {
            String key = scratch.newKey();
            Optional<Entry> last = Optional.empty();
            for (String text : List.of("seen", "seen anew")) {
                scratch.put(key, text);
                Optional<Entry> entry = Scratch.listed(elsewhere, key);
                if (entry.equals(last)) {
                    return Optional.of("LIST on another connection did not show the last PUT");
                }
                last = entry;
            }
            String deletion = deleteSomehow(key, i);
            if (Scratch.listed(elsewhere, key).isPresent()) {
                return Optional.of("LIST on another connection showed the object after " + deletion);
            }
        }
        return Finding.NONE;
    }

    /** Alternates between the two operations, if the store supports both. Returns the operation used. */
    private String deleteSomehow(String key, int turn) throws StoreException {
        if (turn % 2 == 1) {
            try {
                scratch.deleteInBatch(key, Optional.empty());
                return "DeleteObjects";
            } catch (StoreException e) {
                if (e.reason() != Reason.NOT_IMPLEMENTED && e.reason() != Reason.REJECTED) {
                    throw e;
                }
            }
        }
        store.delete(key, Condition.always());
        return "DELETE";
    }

    Optional<String> listWhole() throws StoreException {
        List<String> keys = scratch.newFolder(IntStream.range(0, TIMES).mapToObj(Integer::toString).toList());
        for (String key : keys) {
            scratch.put(key, "listed");
        }
        String folder = keys.getFirst().substring(0, keys.getFirst().lastIndexOf('/') + 1);
        List<String> listed = new ArrayList<>();
        Optional<String> next = Optional.empty();
        int pages = 0;
        do {
            ObjectStore.Page page = smallPages.list(folder, next);
            page.entries().forEach(entry -> listed.add(entry.key()));
            next = page.next();
            pages++;
        } while (next.isPresent() && pages < MOST_PAGES);
        return Finding.unless(listed.stream().sorted().toList().equals(keys),
                "%d of %d keys listed, in %d pages".formatted(listed.size(), keys.size(), pages));
    }

    Optional<String> clock() throws StoreException {
        String key = scratch.newKey();
        scratch.put(key, "new");
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            Optional<Duration> age = download.age();
            return Finding.unless(isNew(age), "a new object is "
                    + age.map(duration -> duration.toSeconds() + " s old").orElse("without an age"));
        }
    }

    /** Returns whether this can be the age of an object that was just written. */
    static boolean isNew(Optional<Duration> age) {
        return age.isPresent() && age.get().abs().compareTo(TRUE_AGE) <= 0;
    }

    Optional<String> lastModified() throws StoreException {
        Optional<Instant> first = scratch.listed(early).map(Entry::lastModified);
        time.sleep(NEXT_SECOND.minusNanos(time.nanos() - earlyWritten));
        scratch.put(early, "early");
        earlyWritten = time.nanos();
        Optional<Instant> second = scratch.listed(early).map(Entry::lastModified);
        return Finding.unless(first.isPresent() && second.isPresent() && second.get().isAfter(first.get()),
                "first " + text(first) + ", then " + text(second));
    }

    private static String text(Optional<Instant> listed) {
        return listed.map(Instant::toString).orElse("not listed");
    }
}
