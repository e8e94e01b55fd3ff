package pop3bridge.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.StoreException.Reason;

/** A bucket in memory that fulfils every promise of S3, including equal ETags for equal bodies. */
public final class MemoryStore implements ObjectStore {
    private final InstantSource clock;
    private final int page;
    private final Function<byte[], String> etags;
    /** In the order of S3. */
    private final NavigableMap<String, Stored> objects = new TreeMap<>(
            Comparator.comparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));

    private final Map<String, Download.Encoding> encodings = new HashMap<>();
    private final Map<String, Download.Encryption> encryptions = new HashMap<>();

    private record Form(Optional<Download.Encoding> encoding, Optional<Download.Encryption> encryption) {}

    private record Stored(byte[] body, String etag, Instant modified) {}

    /** A store by the wall clock, with pages of 1000 keys. */
    public MemoryStore() {
        this(InstantSource.system(), 1000);
    }

    /**
     * @param page how many keys a page has
     */
    public MemoryStore(InstantSource clock, int page) {
        this(clock, page, MemoryStore::md5);
    }

    /**
     * @param page how many keys a page has
     * @param etags the ETag of a body
     */
    public MemoryStore(InstantSource clock, int page, Function<byte[], String> etags) {
        this.clock = clock;
        this.page = page;
        this.etags = etags;
    }

    /** A copy of the bodies, by key. */
    public synchronized Map<String, byte[]> contents() {
        Map<String, byte[]> copy = new TreeMap<>();
        objects.forEach((key, stored) -> copy.put(key, stored.body()));
        return copy;
    }

    /** Says from now on what its writer has done to this object. */
    public synchronized void encoded(String key, Download.Encoding encoding) {
        encodings.put(key, encoding);
    }

    /** Says from now on how its writer has encrypted this object. */
    public synchronized void encrypted(String key, Download.Encryption encryption) {
        encoded(key, Download.Encoding.ENCRYPTED);
        encryptions.put(key, encryption);
    }

    @Override
    public synchronized Page list(String prefix, Optional<String> token) {
        return page(prefix, objects.tailMap(token.orElse(prefix), token.isEmpty()));
    }

    @Override
    public synchronized Page listAfter(String prefix, String key) {
        return page(prefix, objects.tailMap(key, false));
    }

    private Page page(String prefix, Map<String, Stored> after) {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Stored> object : after.entrySet()) {
            String key = object.getKey();
            if (!key.startsWith(prefix)) {
                break;
            }
            if (key.indexOf('/', prefix.length()) >= 0) {
                continue;
            }
            if (entries.size() == page) {
                return new Page(entries, Optional.of(entries.getLast().key()));
            }
            Stored stored = object.getValue();
            entries.add(new Entry(key, stored.etag(), stored.body().length, stored.modified()));
        }
        return new Page(entries, Optional.empty());
    }

    @Override
    public synchronized Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw new StoreException(Reason.NOT_FOUND, "GET: not there");
        }
        if (ifMatch.isPresent() && !ifMatch.get().equals(stored.etag())) {
            throw new StoreException(Reason.PRECONDITION_FAILED, "GET: another ETag");
        }
        int size = stored.body().length;
        int from = (int) Math.min(range.first(), size);
        int to = (int) Math.min(size, range.length() > size ? size : range.first() + range.length());
        Duration age = Duration.between(stored.modified(), clock.instant());
        return new Body(new Form(Optional.ofNullable(encodings.get(key)), Optional.ofNullable(encryptions.get(key))),
                stored.etag(),
                Duration.ofSeconds(Math.max(0, age.toSeconds())), stored.modified(),
                Arrays.copyOfRange(stored.body(), from, Math.max(from, to)));
    }

    @Override
    public synchronized String put(String key, byte[] body, Condition condition) throws StoreException {
        check(objects.get(key), condition);
        String etag = etags.apply(body);
        Instant modified = clock.instant();
        objects.put(key, new Stored(body.clone(), etag, Instant.ofEpochSecond(modified.getEpochSecond())));
        return etag;
    }

    @Override
    public synchronized void copy(String key, String etag, String target) throws StoreException {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw new StoreException(Reason.NOT_FOUND, "COPY: not there");
        }
        check(stored, Condition.matches(etag));
        put(target, stored.body(), Condition.always());
    }

    /** Everything can be read at once. */
    @Override
    public synchronized void restore(String key, Restore how) throws StoreException {
        if (!objects.containsKey(key)) {
            throw new StoreException(Reason.NOT_FOUND, "RESTORE: not there");
        }
    }

    @Override
    public synchronized void delete(String key, Condition condition) throws StoreException {
        Stored stored = objects.get(key);
        if (stored != null) {
            check(stored, condition);
            objects.remove(key);
        }
    }

    @Override
    public synchronized List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
        if (targets.size() > 1000) {
            throw new StoreException(Reason.REJECTED, "DELETE batch: more than 1000 keys");
        }
        List<Refusal> refusals = new ArrayList<>();
        for (Target target : targets) {
            try {
                delete(target.key(), target.etag().map(Condition::matches).orElseGet(Condition::always));
            } catch (StoreException e) {
                refusals.add(new Refusal(target.key(), e.reason()));
            }
        }
        return refusals;
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

    private static String md5(byte[] body) {
        try {
            return '"' + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Body implements Download {
        private final Form form;
        private final String etag;
        private final Duration age;
        private final Instant modified;
        private final byte[] octets;
        private int position;
        private boolean closed;

        Body(Form form, String etag, Duration age, Instant modified, byte[] octets) {
            this.form = form;
            this.etag = etag;
            this.age = age;
            this.modified = modified;
            this.octets = octets;
        }

        @Override
        public Optional<Encoding> encoding() {
            return form.encoding();
        }

        @Override
        public Optional<Encryption> encryption() {
            return form.encryption();
        }

        @Override
        public String etag() {
            return etag;
        }

        @Override
        public Optional<Duration> age() {
            return Optional.of(age);
        }

        @Override
        public Optional<Instant> modified() {
            return Optional.of(modified);
        }

        @Override
        public Optional<String> server() {
            return Optional.of("MemoryStore");
        }

        @Override
        public long length() {
            return octets.length;
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            if (closed) {
                throw new EOFException("closed");
            }
            if (position == octets.length) {
                return -1;
            }
            int count = Math.min(buffer.length, octets.length - position);
            System.arraycopy(octets, position, buffer, 0, count);
            position += count;
            return count;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
