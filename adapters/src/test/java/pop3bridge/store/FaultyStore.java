package pop3bridge.store;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pop3bridge.store.StoreException.Reason;

/** A store with fault injection, which counts its requests. */
public final class FaultyStore implements ObjectStore {
    /** The operations of the port. */
    public enum Operation {
        LIST,
        GET,
        PUT,
        COPY,
        RESTORE,
        DELETE,
        DELETE_BATCH
    }

    /** What goes wrong. */
    public sealed interface Fault {
        /** Nothing, this time. */
        record None() implements Fault {}

        /** The request is not carried out. */
        record Refuse(Reason reason) implements Fault {}

        /** The request is carried out, and nobody is told. */
        record LoseAnswer() implements Fault {}

        /** The answer to a GET breaks off. */
        record BreakAfter(int octets) implements Fault {}

        /** The answer to a GET has so many other octets under the ETag of the object. */
        record OtherLength(int octets) implements Fault {}

        /** These objects of a batch are not deleted, the others are. */
        record Keep(Reason reason, Predicate<String> keys) implements Fault {}
    }

    private record Order(Operation operation, Predicate<String> key, Fault fault, boolean lasting) {}

    private record Asked(Operation operation, String key) {}

    private final ObjectStore store;
    private final Deque<Order> orders = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();
    private final List<Long> fetched = new ArrayList<>();

    public FaultyStore(ObjectStore store) {
        this.store = store;
    }

    /** The next request of this kind fails so; orders are used up one by one. */
    public synchronized void once(Operation operation, Fault fault) {
        orders.add(new Order(operation, _ -> true, fault, false));
    }

    /** Every request of this kind for such a key (or prefix) fails so. */
    public synchronized void always(Operation operation, Predicate<String> key, Fault fault) {
        orders.add(new Order(operation, key, fault, true));
    }

    /** No faults from now on. */
    public synchronized void heal() {
        orders.clear();
    }

    /** How many octets each answer to a GET has offered. */
    public synchronized List<Long> fetched() {
        return List.copyOf(fetched);
    }

    /** How many requests of this kind there were. */
    public int requests(Operation operation) {
        return requests(operation, "");
    }

    /** How many of them were for a key, or a prefix, that begins so; a batch counts by its first key. */
    public synchronized int requests(Operation operation, String prefix) {
        return (int) asked.stream().filter(a -> a.operation() == operation && a.key().startsWith(prefix)).count();
    }

    private synchronized Optional<Fault> fault(Operation operation, String key) {
        asked.add(new Asked(operation, key));
        Optional<Order> order = orders.stream()
                .filter(o -> o.operation() == operation && o.key().test(key)).findFirst();
        order.filter(o -> !o.lasting()).ifPresent(orders::remove);
        return order.map(Order::fault);
    }

    private interface Request<T> {
        T run() throws StoreException;
    }

    private <T> T run(Operation operation, String key, Request<T> request) throws StoreException {
        return run(operation, fault(operation, key), request);
    }

    private static <T> T run(Operation operation, Optional<Fault> fault, Request<T> request) throws StoreException {
        if (fault.isPresent() && fault.get() instanceof Fault.Refuse(Reason reason)) {
            throw new StoreException(reason, operation + ": ordered fault");
        }
        T answer = request.run();
        if (fault.isPresent() && fault.get() instanceof Fault.LoseAnswer) {
            throw new StoreException(Reason.UNAVAILABLE, operation + ": ordered loss of the answer");
        }
        if (fault.isPresent() && fault.get() instanceof Fault.BreakAfter(int octets)
                && answer instanceof Download download) {
            @SuppressWarnings("unchecked")
            T broken = (T) new Broken(download, octets);
            return broken;
        }
        if (fault.isPresent() && fault.get() instanceof Fault.OtherLength(int octets)
                && answer instanceof Download download) {
            @SuppressWarnings("unchecked")
            T other = (T) new Other(download.etag(), octets);
            return other;
        }
        return answer;
    }

    private static final class Other implements Download {
        private final String etag;
        private final int length;
        private int left;

        Other(String etag, int length) {
            this.etag = etag;
            this.length = length;
            this.left = length;
        }

        @Override
        public String etag() {
            return etag;
        }

        @Override
        public Optional<Duration> age() {
            return Optional.empty();
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int read(byte[] buffer) {
            int count = Math.min(buffer.length, left);
            Arrays.fill(buffer, 0, count, (byte) 'x');
            left -= count;
            return count == 0 ? -1 : count;
        }

        @Override
        public void close() {}
    }

    @Override
    public Page list(String prefix, Optional<String> token) throws StoreException {
        return run(Operation.LIST, prefix, () -> store.list(prefix, token));
    }

    @Override
    public Page listAfter(String prefix, String key) throws StoreException {
        return run(Operation.LIST, prefix, () -> store.listAfter(prefix, key));
    }

    @Override
    public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
        Download download = run(Operation.GET, key, () -> store.get(key, range, ifMatch));
        synchronized (this) {
            fetched.add(download.length());
        }
        return download;
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        return run(Operation.PUT, key, () -> store.put(key, body, condition));
    }

    @Override
    public void copy(String key, String etag, String target) throws StoreException {
        run(Operation.COPY, key, () -> {
            store.copy(key, etag, target);
            return true;
        });
    }

    @Override
    public void restore(String key, Restore how) throws StoreException {
        run(Operation.RESTORE, key, () -> {
            store.restore(key, how);
            return true;
        });
    }

    @Override
    public void delete(String key, Condition condition) throws StoreException {
        run(Operation.DELETE, key, () -> {
            store.delete(key, condition);
            return true;
        });
    }

    @Override
    public List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
        Optional<Fault> fault = fault(Operation.DELETE_BATCH, targets.getFirst().key());
        if (fault.isPresent() && fault.get() instanceof Fault.Keep(Reason reason, Predicate<String> kept)) {
            List<Refusal> refused = targets.stream().map(Target::key).filter(kept).map(key -> new Refusal(key, reason))
                    .toList();
            List<Refusal> others = store
                    .deleteBatch(targets.stream().filter(target -> !kept.test(target.key())).toList());
            return Stream.concat(refused.stream(), others.stream()).toList();
        }
        return run(Operation.DELETE_BATCH, fault, () -> store.deleteBatch(targets));
    }

    private static final class Broken implements Download {
        private final Download download;
        private int left;

        Broken(Download download, int octets) {
            this.download = download;
            this.left = octets;
        }

        @Override
        public Optional<Encoding> encoding() {
            return download.encoding();
        }

        @Override
        public Optional<Encryption> encryption() {
            return download.encryption();
        }

        @Override
        public String etag() {
            return download.etag();
        }

        @Override
        public Optional<Duration> age() {
            return download.age();
        }

        @Override
        public long length() {
            return download.length();
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            if (left == 0) {
                throw new IOException("ordered break");
            }
            byte[] part = new byte[Math.min(left, buffer.length)];
            int read = download.read(part);
            System.arraycopy(part, 0, buffer, 0, Math.max(read, 0));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public void close() {
            download.close();
        }
    }
}
