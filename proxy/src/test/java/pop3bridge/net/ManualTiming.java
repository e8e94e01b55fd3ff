package pop3bridge.net;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A clock controlled by the test. */
public final class ManualTiming implements Timing {
    private final AtomicLong now = new AtomicLong();

    /** Lets time pass. */
    public void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public <T> @Nullable T poll(BlockingQueue<T> queue, long deadline) throws InterruptedException {
        while (now.get() < deadline) {
            T head = queue.poll(1, TimeUnit.MILLISECONDS);
            if (head != null) {
                return head;
            }
        }
        return queue.poll();
    }

    @Override
    public Future<?> at(long deadline, Runnable action, ScheduledExecutorService executor) {
        FutureTask<?> task = new FutureTask<>(action, null);
        Thread.ofVirtual().start(() -> {
            while (now.get() < deadline && !task.isDone()) {
                LockSupport.parkNanos(1_000_000);
            }
            executor.execute(task);
        });
        return task;
    }
}
