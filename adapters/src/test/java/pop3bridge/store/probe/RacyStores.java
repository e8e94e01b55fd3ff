package pop3bridge.store.probe;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** Stores that are correct for one client, but not for several concurrent ones. */
final class RacyStores {
    private static final int RUNNERS = 8;

    private RacyStores() {}

    /** Looks for the object when the head of the request comes, writes when its body is there. */
    static ObjectStore checksThenCreates(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public String putHeld(String key, byte[] body, Condition condition, Runnable halfway)
                    throws StoreException {
                if (!(condition instanceof Condition.Absent)) {
                    return super.putHeld(key, body, condition, halfway);
                }
                if (Scratch.listed(this, key).isPresent()) {
                    throw new StoreException(Reason.PRECONDITION_FAILED, "PUT: 412");
                }
                halfway.run();
                return put(key, body, Condition.always());
            }
        };
    }

    /**
     * Compares the ETag when the head of the request comes, writes when its body is there.
     *
     * @param races in which of the races, counted from 1, it does so
     */
    static ObjectStore checksThenSwaps(ObjectStore store, IntPredicate races) {
        return new ForwardingStore(store) {
            private final AtomicInteger swaps = new AtomicInteger();

            @Override
            public String putHeld(String key, byte[] body, Condition condition, Runnable halfway)
                    throws StoreException {
                if (!(condition instanceof Condition.Matches(String etag))
                        || !races.test(swaps.getAndIncrement() / RUNNERS + 1)) {
                    return super.putHeld(key, body, condition, halfway);
                }
                get(key, Range.ALL, Optional.of(etag)).close();
                halfway.run();
                return put(key, body, Condition.always());
            }
        };
    }

    /** Takes the ETag for right while writes are under way, lets them go first, and deletes what they have left. */
    static ObjectStore checksThenDeletes(ObjectStore store) {
        return new ForwardingStore(store) {
            private int writing;

            @Override
            public String putHeld(String key, byte[] body, Condition condition, Runnable halfway)
                    throws StoreException {
                count(1);
                try {
                    halfway.run();
                    return put(key, body, condition);
                } finally {
                    count(-1);
                }
            }

            private synchronized void count(int more) {
                writing += more;
                notifyAll();
            }

            @Override
            public synchronized void delete(String key, Condition condition) throws StoreException {
                if (writing == 0) {
                    super.delete(key, condition);
                    return;
                }
                try {
                    while (writing > 0) {
                        wait();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.delete(key, Condition.always());
            }
        };
    }

    /** Carries the last write of some races of creators out, if it is its turn, and does not answer. */
    static ObjectStore losesAnswers(ObjectStore store, IntPredicate races) {
        return new ForwardingStore(store) {
            private final AtomicInteger creations = new AtomicInteger();

            @Override
            public String putHeld(String key, byte[] body, Condition condition, Runnable halfway)
                    throws StoreException {
                int creation = condition instanceof Condition.Absent ? creations.incrementAndGet() : 1;
                if (creation % RUNNERS != 0 || !races.test(creation / RUNNERS)) {
                    return store.putHeld(key, body, condition, halfway);
                }
                try {
                    store.putHeld(key, body, condition, halfway);
                } catch (StoreException _) {
                    // whoever is not answered does not know
                }
                throw new StoreException(Reason.UNAVAILABLE, "PUT: no answer");
            }
        };
    }
}
