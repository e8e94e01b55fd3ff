package pop3bridge.server;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A clock controlled by the test. */
final class ManualTiming implements Timing {
    private final AtomicLong now = new AtomicLong();

    void pass(Duration time) {
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
}
