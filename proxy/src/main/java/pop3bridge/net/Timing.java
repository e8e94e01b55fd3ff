package pop3bridge.net;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The clock for time-outs. */
public interface Timing {
    /** The system clock. */
    Timing SYSTEM = new Timing() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public <T> @Nullable T poll(BlockingQueue<T> queue, long deadline) throws InterruptedException {
            return queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public Future<?> at(long deadline, Runnable action, ScheduledExecutorService executor) {
            return executor.schedule(action, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    };

    /** Returns monotonic time in nanoseconds. */
    long nanoTime();

    /** Waits for the head of a queue; returns null if {@link #nanoTime} reaches the deadline first. */
    <T> @Nullable T poll(BlockingQueue<T> queue, long deadline) throws InterruptedException;

    /** Runs an action once when {@link #nanoTime} reaches the deadline, unless the future is cancelled before. */
    Future<?> at(long deadline, Runnable action, ScheduledExecutorService executor);
}
