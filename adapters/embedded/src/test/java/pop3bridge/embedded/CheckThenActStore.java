package pop3bridge.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** A store that checks conditions before it writes, and waits in between for the other threads of the race. */
final class CheckThenActStore implements ObjectStore {
    private final ConcurrentMap<String, String> etags = new ConcurrentHashMap<>();
    private final AtomicInteger versions = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile List<Thread> racers = List.of();

    /** Runs the actions at the same time, and returns when all have ended. */
    void race(List<Action> actions) throws Exception {
        Map<Thread, FutureTask<?>> tasks = new HashMap<>();
        for (Action action : actions) {
            var task = new FutureTask<>(() -> {
                action.run();
                return true;
            });
            tasks.put(Thread.ofPlatform().daemon().unstarted(task), task);
        }
        racers = List.copyOf(tasks.keySet());
        racers.forEach(Thread::start);
        for (FutureTask<?> task : tasks.values()) {
            task.get(30, TimeUnit.SECONDS);
        }
        for (Thread racer : racers) {
            racer.join();
        }
    }

    /** The most threads that were ever between a check and its act. */
    int mostAtATime() {
        return most.get();
    }

    @Override
    public void copy(String key, String etag, String target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        if (condition instanceof Condition.Matches(String etag) && !etag.equals(etags.get(key))) {
            throw new StoreException(StoreException.Reason.PRECONDITION_FAILED, key);
        }
        awaitOthers();
        String etag = Integer.toString(versions.incrementAndGet());
        etags.put(key, etag);
        return etag;
    }

    @Override
    public void delete(String key, Condition condition) {
        awaitOthers();
        etags.remove(key);
    }

    @Override
    public List<Refusal> deleteBatch(List<Target> targets) {
        awaitOthers();
        targets.forEach(target -> etags.remove(target.key()));
        return List.of();
    }

    @Override
    public Page list(String prefix, Optional<String> token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page listAfter(String prefix, String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Download get(String key, Range range, Optional<String> ifMatch) {
        throw new UnsupportedOperationException();
    }

    private void awaitOthers() {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        while (inside.get() < 2 && racers.stream().anyMatch(CheckThenActStore::mayCome)) {
            Thread.onSpinWait();
        }
        inside.decrementAndGet();
    }

    private static boolean mayCome(Thread racer) {
        return !racer.equals(Thread.currentThread())
                && (racer.getState() == Thread.State.NEW || racer.getState() == Thread.State.RUNNABLE);
    }

    /** What one thread of a race does. */
    interface Action {
        void run() throws StoreException;
    }
}
