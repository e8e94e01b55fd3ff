package pop3bridge.deploy;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.ConfigException;

/** Ends the process in order when it gets SIGTERM or SIGINT, from the beginning of its start on. */
public final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    /** How long what is being started may take to see that it is to end. */
    private static final long START_SECONDS = 3;

    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private final AtomicReference<Optional<IntSupplier>> stop = new AtomicReference<>(Optional.empty());

    private Shutdown() {}

    /** Starts something. */
    public interface Start {
        /**
         * Starts it.
         *
         * @param told counted down when the process is told to end
         * @return stops everything; returns how many sessions did not end in time
         */
        IntSupplier run(CountDownLatch told) throws ConfigException;
    }

    /**
     * Starts something and waits until the process is told to stop. A signal's own exit status is 143 or 130; an orderly stop is a
     * success, so that the hook ends the process itself.
     */
    public static void await(Start start) throws ConfigException, InterruptedException {
        Shutdown shutdown = new Shutdown();
        Thread hook = new Thread(shutdown::end, "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        shutdown.run(start, hook);
        new CountDownLatch(1).await();
    }

    private void run(Start start, Thread hook) throws ConfigException {
        boolean started = false;
        try {
            stop.set(Optional.of(start.run(told)));
            started = true;
        } catch (ConfigException e) {
            if (told.getCount() > 0) {
                throw e;
            }
            log.atDebug().setCause(e).log("start ended");
        } finally {
            if (!started && told.getCount() > 0) {
                forget(hook);
            }
            startEnded.countDown();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // the signal has come in this very moment
        }
    }

    private void end() {
        log.atInfo().log("stopping");
        told.countDown();
        try {
            if (!startEnded.await(START_SECONDS, TimeUnit.SECONDS)) {
                log.atInfo().log("what was being started is cut off");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        int leftBehind = stop.get().map(IntSupplier::getAsInt).orElse(0);
        log.atInfo().addKeyValue("sessionsLeftBehind", leftBehind).log("stopped");
        Runtime.getRuntime().halt(leftBehind == 0 ? 0 : 1);
    }
}
