package pop3bridge.store.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.SimBucket.Stored;
import pop3bridge.store.probe.StoreMode;

/** The store as accessed by one simulated process: requests and responses are slow, late, lost or refused. */
final class SimStore implements ObjectStore {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final SimWorld world;
    private final SimWorld.Program process;
    private final SimBucket bucket;
    private final StoreMode enforced;

    /**
     * How often things go wrong, as probabilities of each request.
     *
     * @param lost the request never arrives
     * @param late it is applied only after its sender has given up, up to minutes later
     * @param unanswered it is applied and nobody is told
     * @param error the store answers with an error and has done nothing
     */
    record Faults(double lost, double late, double unanswered, double error, Duration timeout) {
        static final Faults NONE = new Faults(0, 0, 0, 0, Duration.ofSeconds(10));
    }

    /** Faults that all processes see, changed as the simulation goes. */
    static final class Weather {
        Faults faults = Faults.NONE;
    }

    private final Weather weather;

    SimStore(SimWorld world, SimWorld.Program process, SimBucket bucket, Weather weather, StoreMode enforced) {
        this.world = world;
        this.process = process;
        this.bucket = bucket;
        this.weather = weather;
        this.enforced = enforced;
    }

    private interface Request<T> {
        T apply() throws StoreException;
    }

    private <T> T send(Request<T> request) throws StoreException {
        return send(List.of(), request);
    }

    private <T> T send(List<String> deletions, Request<T> request) throws StoreException {
        process.check();
        deletions.forEach(key -> bucket.remover(key, process));
        SimWorld.SimThread thread = world.current();
        int wait = world.nextWait(thread);
        Exchange<T> exchange = new Exchange<>();
        Faults now = weather.faults;
        double fate = world.random.nextDouble();
        boolean lost = fate < now.lost();
        boolean late = !lost && fate < now.lost() + now.late();
        boolean unanswered = !lost && !late && fate < now.lost() + now.late() + now.unanswered();
        boolean error = !lost && !late && !unanswered
                && fate < now.lost() + now.late() + now.unanswered() + now.error();
        long timeout = now.timeout().toNanos();
        long way = (1 + world.random.nextInt(20)) * MILLISECOND;
        if (late) {
            way = (long) (timeout * (0.2 + 12 * world.random.nextDouble() * world.random.nextDouble()));
        }
        if (!lost) {
            deletions.forEach(key -> bucket.deletions(key, 1));
            world.after(way, () -> {
                deletions.forEach(key -> bucket.deletions(key, -1));
                if (error) {
                    exchange.failure = new StoreException(errorReason(), "simulated error");
                } else {
                    exchange.apply(request);
                }
                if (!unanswered) {
                    world.after((1 + world.random.nextInt(20)) * MILLISECOND, () -> {
                        exchange.answered = true;
                        world.wake(thread, wait);
                    });
                }
            });
        }
        world.after(timeout, () -> world.wake(thread, wait));
        world.giveWay(thread);
        return exchange.result();
    }

    private Reason errorReason() {
        return switch (world.random.nextInt(3)) {
            case 0 -> Reason.CONFLICT;
            case 1 -> Reason.THROTTLED;
            default -> Reason.UNAVAILABLE;
        };
    }

    private static final class Exchange<T> {
        private @Nullable T value;
        private @Nullable StoreException failure;
        private boolean answered;

        private void apply(Request<T> request) {
            try {
                value = request.apply();
            } catch (StoreException e) {
                failure = e;
            }
        }

        private T result() throws StoreException {
            if (!answered) {
                throw new StoreException(Reason.UNAVAILABLE, "no answer in time");
            }
            if (failure != null || value == null) {
                throw failure == null ? new StoreException(Reason.UNAVAILABLE, "no value") : failure;
            }
            return value;
        }
    }

    @Override
    public Page list(String prefix, Optional<String> token) throws StoreException {
        return send(() -> bucket.list(prefix, token));
    }

    @Override
    public Page listAfter(String prefix, String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
        return send(() -> {
            Stored stored = bucket.at(key);
            if (stored == null) {
                throw new StoreException(Reason.NOT_FOUND, "not there");
            }
            return new SimDownload(stored,
                    Duration.between(stored.modified(), SimTimeline.wall(world.now()))
                            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        });
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        byte[] copy = body.clone();
        long sentAt = world.now();
        return send(() -> bucket.put(key, copy, condition, Optional.of(process), sentAt));
    }

    @Override
    public void copy(String key, String etag, String target) {
        throw new UnsupportedOperationException("locks copy nothing");
    }

    @Override
    public void delete(String key, Condition condition) throws StoreException {
        send(List.of(key), () -> {
            if (condition instanceof Condition.Matches && !enforced.conditionalDelete()) {
                throw new StoreException(Reason.NOT_IMPLEMENTED, "no conditional delete");
            }
            bucket.delete(key, condition, process);
            return true;
        });
    }

    @Override
    public List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
        List<Target> copy = List.copyOf(targets);
        return send(copy.stream().map(Target::key).toList(),
                () -> bucket.deleteBatch(copy, enforced.batchEtag(), process));
    }

    private static final class SimDownload implements Download {
        private final Stored stored;
        private final Duration age;
        private boolean read;

        SimDownload(Stored stored, Duration age) {
            this.stored = stored;
            this.age = age;
        }

        @Override
        public String etag() {
            return stored.etag();
        }

        @Override
        public Optional<Duration> age() {
            return Optional.of(age);
        }

        @Override
        public long length() {
            return stored.body().length;
        }

        @Override
        public int read(byte[] buffer) {
            if (read || stored.body().length == 0) {
                return -1;
            }
            read = true;
            System.arraycopy(stored.body(), 0, buffer, 0, stored.body().length);
            return stored.body().length;
        }

        @Override
        public void close() {}
    }
}
