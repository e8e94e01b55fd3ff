package pop3bridge.store.maildrop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Page;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * Lists the objects under a prefix. A page is asked for after the one before it; where there are many pages, several
 * ranges of keys are listed at a time. That needs a store that lists in the order of the keys' code points, as S3
 * documents; each key is compared, and where one is not in its place, the pages are asked for one after the other from
 * then on. Thread-safe.
 */
final class PrefixListing {
    private static final Logger log = LoggerFactory.getLogger(PrefixListing.class);

    /** How many pages are asked for one after the other first, to learn how the keys advance. */
    private static final int FIRST_PAGES = 4;

    /** How many ranges one listing reads at a time. */
    private static final int THREADS = 8;

    /** How many ranges all listings read at a time, beyond one each. */
    private static final int FURTHER_THREADS = 56;

    /** How many pages a range is estimated to have: less than two, so that it seldom has three. */
    private static final double RANGE_PAGES = 1.9;

    private static final class UnorderedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Semaphore further = new Semaphore(FURTHER_THREADS);
    private volatile boolean ordered = true;

    /** Returns all objects directly under a prefix, in the store's order. */
    List<Entry> all(ObjectStore store, String prefix) throws StoreException {
        List<Entry> found = new ArrayList<>();
        Optional<String> token = Optional.empty();
        int pages = 0;
        do {
            Page page = store.list(prefix, token);
            found.addAll(page.entries());
            token = page.next();
            pages++;
        } while (token.isPresent() && (pages < FIRST_PAGES || found.isEmpty() || !ordered));
        if (token.isEmpty()) {
            return found;
        }
        try {
            return new Ranges(store, prefix).following(found, pages);
        } catch (UnorderedException _) {
            ordered = false;
            log.info("store does not list in the order of keys: large maildrops open more slowly");
            return all(store, prefix);
        }
    }

    /** The ranges of one listing. */
    private final class Ranges {
        private final ObjectStore store;
        private final String prefix;

        private Ranges(ObjectStore store, String prefix) {
            this.store = store;
            this.prefix = prefix;
        }

        /**
         * Returns all objects, of which the first are known. Looks ahead by half of what is known, again and again, as
         * each range that turns out to be empty has cost a request.
         */
        private List<Entry> following(List<Entry> begin, int pages) throws StoreException, UnorderedException {
            requireOrder(begin, "");
            List<Entry> found = begin;
            int step = Math.max(1, (int) (RANGE_PAGES * begin.size() / pages));
            while (true) {
                List<String> starts = new ArrayList<>(List.of(found.getLast().key()));
                starts.addAll(KeyForecast.after(prefix, found.stream().map(Entry::key).toList(),
                        Math.min(found.size() / 2, THREADS * step), step));
                List<Part> parts = read(starts);
                for (Part part : parts) {
                    found.addAll(part.entries);
                }
                if (parts.getLast().complete) {
                    return found;
                }
            }
        }

        /** Lists each range to the next, and of the last, which has no end, one page unless it is the only one. */
        private List<Part> read(List<String> starts) throws StoreException, UnorderedException {
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < starts.size(); i++) {
                boolean last = i == starts.size() - 1;
                parts.add(new Part(starts.get(i), last ? Optional.empty() : Optional.of(starts.get(i + 1)),
                        last && i > 0));
            }
            int threads = 1;
            while (threads < Math.min(THREADS, parts.size()) && further.tryAcquire()) {
                threads++;
            }
            try {
                Parallel.run(threads, parts.size(), i -> parts.get(i).read());
            } catch (ExecutionException e) {
                throw failure(e);
            } finally {
                further.release(threads - 1);
            }
            return parts;
        }

        /** A range of keys. */
        private final class Part {
            private final String start;
            private final Optional<String> end;
            private final boolean onePage;
            private final List<Entry> entries = new ArrayList<>();
            private boolean complete;

            /**
             * @param start the range begins after this key
             * @param end the last key that may be in the range
             */
            private Part(String start, Optional<String> end, boolean onePage) {
                this.start = start;
                this.end = end;
                this.onePage = onePage;
            }

            private void read() throws StoreException, UnorderedException {
                Page page = store.listAfter(prefix, start);
                String before = start;
                while (true) {
                    requireOrder(page.entries(), before);
                    if (!page.entries().isEmpty()) {
                        before = page.entries().getLast().key();
                    }
                    boolean beyond = add(page.entries());
                    complete = beyond || page.next().isEmpty();
                    // A page may be empty although others follow; it would not bring the listing forward.
                    if (complete || (onePage && !entries.isEmpty())) {
                        return;
                    }
                    page = store.list(prefix, page.next());
                }
            }

            /** Adds what is in the range, and returns whether something was beyond it. */
            private boolean add(List<Entry> page) {
                for (Entry entry : page) {
                    if (end.isPresent() && compare(entry.key(), end.get()) > 0) {
                        return true;
                    }
                    entries.add(entry);
                }
                return false;
            }
        }
    }

    private static StoreException failure(ExecutionException e) throws UnorderedException {
        return switch (e.getCause()) {
            case UnorderedException unordered -> throw unordered;
            case StoreException failed -> failed;
            case InterruptedException _ -> new StoreException(Reason.UNAVAILABLE, "LIST: interrupted", e);
            case null, default -> throw new IllegalStateException(e);
        };
    }

    private static void requireOrder(List<Entry> entries, String before) throws UnorderedException {
        String last = before;
        for (Entry entry : entries) {
            if (compare(entry.key(), last) <= 0) {
                throw new UnorderedException();
            }
            last = entry.key();
        }
    }

    /** Compares by code points, which is the order of the octets in UTF-8. */
    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Character.isSurrogate(x) == Character.isSurrogate(y)
                        ? Character.compare(x, y)
                        : Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
