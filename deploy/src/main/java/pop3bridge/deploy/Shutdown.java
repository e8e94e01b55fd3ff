package pop3bridge.deploy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.ConfigException;

/** Ends the process in order when it gets SIGTERM or SIGINT, also while it is still starting. */
public final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    /** How long a start that is under way may take to end when the process is told to stop. */
    private static final Duration START_GRACE = Duration.ofSeconds(30);

    private Shutdown() {}

    /** What the process does until it is told to stop. */
    public interface Service {
        /**
         * Starts it.
         *
         * @param told counted down when the process is told to stop; a start that waits for something ends then
         * @return stops it, and returns how many sessions did not end in time
         * @throws ConfigException if it cannot start; then nothing is left running
         */
        IntSupplier start(CountDownLatch told) throws ConfigException;
    }

    /**
     * Starts a service and waits until the process is told to stop. A signal's own exit status is 143 or 130; an orderly stop is a success,
     * so the hook ends the process itself.
     */
    public static void run(Service service) throws ConfigException, InterruptedException {
        CompletableFuture<IntSupplier> started = new CompletableFuture<>();
        CountDownLatch told = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, told), "shutdown"));
        boolean ended = false;
        try {
            started.complete(service.start(told));
            ended = true;
        } finally {
            if (!ended) {
                started.completeExceptionally(new IllegalStateException("not started"));
            }
        }
        new CountDownLatch(1).await();
    }

    private static void stop(CompletableFuture<IntSupplier> started, CountDownLatch told) {
        if (started.isCompletedExceptionally()) {
            return;
        }
        told.countDown();
        log.atInfo().log("stopping");
        int leftBehind = 0;
        try {
            leftBehind = started.get(START_GRACE.toMillis(), TimeUnit.MILLISECONDS).getAsInt();
        } catch (ExecutionException e) {
            log.atDebug().setCause(e).log("stopped during start-up");
        } catch (InterruptedException | TimeoutException e) {
            log.atWarn().setCause(e).log("start-up has not ended in time");
            leftBehind = 1;
        }
        log.atInfo().addKeyValue("sessionsLeftBehind", leftBehind).log("stopped");
        Runtime.getRuntime().halt(leftBehind == 0 ? 0 : 1);
    }
}
