package pop3bridge.deploy;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.StoreException;
import pop3bridge.store.time.Timeline;
import pop3bridge.store.time.Timeline.Signal;

/**
 * Monitors whether the store responds, even while there are no clients. If the store has not responded to another
 * request recently, it requests an object that does not exist. The status is at most {@link #PERIOD} plus
 * {@link #PATIENCE} old.
 */
final class StoreWatch {
    static final Duration PERIOD = Duration.ofSeconds(10);
    static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

    private final Timeline time;
    private final Look look;
    private final LastAnswer lastAnswer;
    private final Signal stop;
    private volatile boolean stopped;
    private volatile Optional<Down> down = Optional.empty();
    private long lookedAt;

    /** A test request to the store that ends within {@link #PATIENCE}. */
    interface Look {
        void run() throws StoreException;
    }

    /** The time of the store's last response to any request, by {@link Timeline#nanos}. */
    interface LastAnswer {
        long nanos();
    }

    private record Down(long since, String why) {}

    StoreWatch(Timeline time, Look look, LastAnswer lastAnswer) {
        this.time = time;
        this.look = look;
        this.lastAnswer = lastAnswer;
        this.stop = time.signal();
        this.lookedAt = time.nanos();
    }

    /** Returns why the store cannot be used now; empty if it responds. */
    Optional<String> down() {
        return down.filter(known -> known.since() - lastAnswer.nanos() > 0).map(Down::why);
    }

    void start() {
        time.start("store-watch", this::run);
    }

    void stop() {
        stopped = true;
        stop.raise();
    }

    private void run() {
        while (!stopped) {
            Duration rest = rest();
            if (rest.isPositive()) {
                stop.await(rest);
            } else {
                look();
            }
        }
    }

    /** Returns the time until the next test request is due. */
    Duration rest() {
        long last = lookedAt - lastAnswer.nanos() > 0 ? lookedAt : lastAnswer.nanos();
        return PERIOD.minusNanos(time.nanos() - last);
    }

    void look() {
        boolean wasDown = down.isPresent();
        try {
            look.run();
            down = Optional.empty();
            if (wasDown) {
                log.atInfo().log("store responds again");
            }
        } catch (StoreException e) {
            if (!stopped) {
                down = Optional.of(new Down(time.nanos(), e.explanation()));
                if (!wasDown) {
                    log.atError().addKeyValue("why", e.explanation())
                            .log("store is not available; clients get [SYS/TEMP]");
                }
            }
        }
        lookedAt = time.nanos();
    }
}
