package pop3bridge.deploy;

import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process in order when it gets SIGTERM or SIGINT. */
public final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private Shutdown() {}

    /**
     * Waits until the process is told to stop. A signal's own exit status is 143 or 130; an orderly stop is a success, so that
     * the hook ends the process itself.
     *
     * @param stop stops everything; returns how many sessions did not end in time
     */
    public static void await(IntSupplier stop) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            log.atInfo().log("stopping");
            int leftBehind = stop.getAsInt();
            log.atInfo().addKeyValue("sessionsLeftBehind", leftBehind).log("stopped");
            Runtime.getRuntime().halt(leftBehind == 0 ? 0 : 1);
        }, "shutdown"));
        new CountDownLatch(1).await();
    }
}
