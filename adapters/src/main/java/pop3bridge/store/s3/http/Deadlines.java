package pop3bridge.store.s3.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;

/** Aborts requests that take too long. Thread-safe. */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("s3-deadlines").factory());

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    Deadline in(Duration limit) {
        Deadline deadline = new Deadline();
        deadline.alarm = timer.schedule(deadline::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        return deadline;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The deadline of one call, which can make several requests. */
    static final class Deadline implements AutoCloseable {
        private @Nullable Future<?> alarm;
        private @Nullable ExecutableHttpRequest request;
        private boolean expired;

        /** Aborts this request when the deadline passes; at once if it has passed. */
        synchronized void covers(ExecutableHttpRequest next) {
            request = next;
            if (expired) {
                next.abort();
            }
        }

        private synchronized void expire() {
            expired = true;
            if (request != null) {
                request.abort();
            }
        }

        synchronized boolean hasExpired() {
            return expired;
        }

        @Override
        public void close() {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }
}
