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

/** Shuts the process down gracefully on SIGTERM or SIGINT, even during startup. */
public final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    /** How long a startup in progress may take to end after a signal. */
    private static final Duration START_GRACE = Duration.ofSeconds(30);

    private Shutdown() {}

    /** What the process runs until a signal stops it. */
    public interface Service {
        /**
         * Starts the service.
         *
         * @param stopRequested counted down when a signal arrives; a startup that waits must then give up
         * @return a function that stops the service and returns how many sessions did not end in time
         * @throws ConfigException if the service cannot start; then nothing is left running
         */
        IntSupplier start(CountDownLatch stopRequested) throws ConfigException;
    }

    /**
     * Starts a service and waits for a signal. The JVM would exit with status 143 or 130 after a signal; the shutdown
     * hook halts the process itself, because a graceful shutdown counts as success.
     */
    public static void run(Service service) throws ConfigException, InterruptedException {
        CompletableFuture<IntSupplier> started = new CompletableFuture<>();
        CountDownLatch stopRequested = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, stopRequested), "shutdown"));
        boolean ended = false;
        try {
            started.complete(service.start(stopRequested));
            ended = true;
        } finally {
            if (!ended) {
                started.completeExceptionally(new IllegalStateException("not started"));
                LogOutput.finish();
            }
        }
        new CountDownLatch(1).await();
    }

    /** Prints on a thread of its own: if nobody reads standard output, the service must still be able to stop. */
    public static void print(Runnable lines) {
        Thread _ = Thread.ofPlatform().daemon().name("banner").start(lines);
    }

    private static void stop(CompletableFuture<IntSupplier> started, CountDownLatch stopRequested) {
        if (started.isCompletedExceptionally()) {
            return;
        }
        stopRequested.countDown();
        log.atInfo().log("stopping");
        int leftBehind = 0;
        try {
            leftBehind = started.get(START_GRACE.toMillis(), TimeUnit.MILLISECONDS).getAsInt();
        } catch (ExecutionException e) {
            log.atDebug().setCause(e).log("stopped during startup");
        } catch (InterruptedException | TimeoutException e) {
            log.atWarn().setCause(e).log("startup did not end in time");
            leftBehind = 1;
        }
        log.atInfo().addKeyValue("sessionsLeftBehind", leftBehind).log("stopped");
        LogOutput.finish();
        Runtime.getRuntime().halt(leftBehind == 0 ? 0 : 1);
    }
}
