package pop3bridge.store.maildrop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Work of one session that is done by a few threads at once. */
final class Parallel {
    /** How many threads one session has at most. */
    private static final int THREADS = 16;

    interface Task {
        void run(int index) throws Exception;
    }

    private Parallel() {}

    /**
     * Does a task for each index from 0; after the first failure no other is begun.
     *
     * @throws ExecutionException with the failure, which may be that the thread was interrupted
     */
    static void run(int count, Task task) throws ExecutionException {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < Math.min(THREADS, count); i++) {
                workers.add(executor.submit(() -> {
                    for (int n = next.getAndIncrement(); n < count && !failed.get(); n = next.getAndIncrement()) {
                        boolean done = false;
                        try {
                            task.run(n);
                            done = true;
                        } finally {
                            failed.compareAndSet(false, !done);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }
}
