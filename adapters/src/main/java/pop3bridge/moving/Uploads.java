package pop3bridge.moving;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** Creates objects, several at a time, with a limit of the octets in memory. Begins none after a failure that others will have too. */
final class Uploads implements AutoCloseable {
    private static final int TRIES = 8;
    /** The pause after a failure; it doubles with each further one. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** The octets in memory are counted in pieces of this size. */
    private static final int PIECE = 1024;

    /** The part of the heap that the octets may have. */
    private static final int HEAP_SHARE = 8;

    private final ObjectStore store;
    private final int parallel;
    private final int pieces = (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_SHARE / PIECE);
    private final Duration firstPause;
    private final Semaphore places;
    private final Semaphore memory = new Semaphore(pieces);
    private final AtomicReference<Optional<StoreException>> stop = new AtomicReference<>(Optional.empty());

    /** What became of an upload; called on any thread. */
    interface Result {
        /** The object was created. */
        void created();

        /** There was an object with this key. */
        void present();

        void failed(StoreException e);
    }

    /**
     * @param parallel the maximum number of uploads at a time
     * @param firstPause the pause after a failure; it doubles with each further one
     */
    Uploads(ObjectStore store, int parallel, Duration firstPause) {
        this.firstPause = firstPause;
        this.store = store;
        this.parallel = parallel;
        this.places = new Semaphore(parallel);
    }

    /** Begins to create an object, after waiting for a place. */
    void put(String key, byte[] octets, Result result) {
        int cost = Math.min(pieces, octets.length / PIECE + 1);
        memory.acquireUninterruptibly(cost);
        places.acquireUninterruptibly();
        Thread.startVirtualThread(() -> {
            try {
                created(key, octets, result);
            } catch (RuntimeException e) {
                StoreException failure = new StoreException(Reason.UNAVAILABLE, "PUT: " + e, e);
                stop.compareAndSet(Optional.empty(), Optional.of(failure));
                result.failed(failure);
            } finally {
                memory.release(cost);
                places.release();
            }
        });
    }

    /** Returns the failure after which nothing more is to be created. */
    Optional<StoreException> stop() {
        return stop.get();
    }

    private void created(String key, byte[] octets, Result result) {
        for (int attempt = 1;; attempt++) {
            try {
                store.put(key, octets, Condition.absent());
                result.created();
                return;
            } catch (StoreException e) {
                if (e.reason() == Reason.PRECONDITION_FAILED) {
                    // It may be this message, if the answer to an earlier attempt was lost.
                    if (attempt == 1) {
                        result.present();
                    } else {
                        result.created();
                    }
                    return;
                }
                if (e.reason() != Reason.REJECTED && (attempt == TRIES || !e.reason().temporary())) {
                    stop.compareAndSet(Optional.empty(), Optional.of(e));
                }
                if (attempt == TRIES || !e.reason().temporary() || stop().isPresent() || !pause(attempt)) {
                    result.failed(e);
                    return;
                }
            }
        }
    }

    /** Returns whether the pause was not interrupted. */
    private boolean pause(int attempt) {
        long longest = Math.min(LONGEST_PAUSE.toMillis(), firstPause.toMillis() << (attempt - 1));
        try {
            Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for all uploads. */
    @Override
    public void close() {
        places.acquireUninterruptibly(parallel);
        places.release(parallel);
    }
}
