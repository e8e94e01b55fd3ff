package pop3bridge.server;

import java.time.Duration;
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
        public <T> @Nullable T poll(BlockingQueue<T> queue, Duration timeout) throws InterruptedException {
            return queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }
    };

    /** Nanoseconds since some moment. */
    long nanoTime();

    /** Waits for the head of a queue; null when the time is over. */
    <T> @Nullable T poll(BlockingQueue<T> queue, Duration timeout) throws InterruptedException;
}
