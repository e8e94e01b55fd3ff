package pop3bridge.moving;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** Writes no object before so many are to be written, and knows how many were at a time. */
final class CountingStore extends ForwardingStore {
    private final CyclicBarrier together;
    private int now;
    private int most;

    CountingStore(ObjectStore store, int together) {
        super(store);
        this.together = new CyclicBarrier(together);
    }

    synchronized int most() {
        return most;
    }

    private synchronized void count(int change) {
        now += change;
        most = Math.max(most, now);
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        count(1);
        try {
            together.await();
            return super.put(key, body, condition);
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        } finally {
            count(-1);
        }
    }
}
