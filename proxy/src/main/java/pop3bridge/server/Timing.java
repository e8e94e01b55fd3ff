package pop3bridge.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time by which clients are found to be silent. */
interface Timing {
    /** Of the machine. */
    Timing SYSTEM = new Timing() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public <T> @Nullable T poll(BlockingQueue<T> queue, long deadline) throws InterruptedException {
            return queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    };

    /** Nanoseconds since some moment. */
    long nanoTime();

    /** Waits for the head of a queue; null when {@link #nanoTime} has reached the deadline. */
    <T> @Nullable T poll(BlockingQueue<T> queue, long deadline) throws InterruptedException;
}
