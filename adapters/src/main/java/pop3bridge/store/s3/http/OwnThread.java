package pop3bridge.store.s3.http;

import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs calls on virtual threads of their own. What a call leaves behind ends with its thread: a stack that has grown, and
 * what libraries keep for each thread, such as parsers and digests. The threads of sessions would keep it for as long as
 * their clients are connected.
 */
final class OwnThread {
    private OwnThread() {}

    /**
     * Returns the result of a call, or throws its exception. If this thread is interrupted, so is the call, whose end it
     * still awaits: a response that has arrived in the meantime has to be closed.
     */
    static <T> T call(Supplier<T> call) {
        FutureTask<T> task = new FutureTask<>(call::get);
        Thread thread = Thread.ofVirtual().name("s3").start(task);
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (task.state() == FutureTask.State.SUCCESS) {
            return task.resultNow();
        }
        switch (task.exceptionNow()) {
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case Throwable failure -> throw new IllegalStateException(failure);
        }
    }
}
