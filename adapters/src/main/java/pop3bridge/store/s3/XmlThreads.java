package pop3bridge.store.s3;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * Threads for requests whose responses are XML documents. The SDK keeps a parser per thread and makes it at the
 * thread's first response, by a look-up in the class path: on a session's own thread each session would pay for one.
 */
final class XmlThreads implements AutoCloseable {
    private static final int MAX = 256;

    private final ExecutorService threads = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("s3-xml-", 1).factory());
    private final Semaphore free = new Semaphore(MAX, true);

    /**
     * Makes a request on one of the threads, and waits for its response.
     *
     * @throws AbortedException if this thread is interrupted
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
     */
    <T> T call(Supplier<T> request) {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            return response(threads.submit(request::get));
        } finally {
            free.release();
        }
    }

    private static <T> T response(Future<T> response) {
        try {
            return response.get();
        } catch (InterruptedException e) {
            response.cancel(true);
            throw interrupted(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static AbortedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return AbortedException.create("interrupted", e);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
