package pop3bridge.store.maildrop;

import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks of one session in parallel. */
final class Parallel {
    interface Task {
        void run(int index) throws Exception;
    }

    private Parallel() {}

    /**
     * Runs a task for each index from 0. Starts no further tasks after the first failure.
     *
     * @param threads the maximum number of tasks at a time
     * @throws ExecutionException with the failure as its cause, possibly an interruption of the thread
     */
    static void run(int threads, int count, Task task) throws ExecutionException {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        try (ExecutorService executor = Context.current().wrap(Executors.newVirtualThreadPerTaskExecutor())) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < Math.min(threads, count); i++) {
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
