package pop3bridge.deploy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.StoreException;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.time.Timeline;
import pop3bridge.store.time.Timeline.Signal;

/**
 * Repeats the store test while the server runs. From the first violation until a thorough test passes, the store is
 * refuted and nobody may log in. A test without a result changes nothing, and is repeated soon.
 */
final class ProbeWatch {
    /** Lets the clients that wait for a start log in first. */
    private static final Duration AFTER_START = Duration.ofSeconds(10);

    static final Duration AFTER_REFUTATION = Duration.ofMinutes(1);
    static final Duration AFTER_NO_RESULT = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(ProbeWatch.class);

    private final Timeline time;
    private final Trial trial;
    private final Duration interval;
    private final Signal stop;
    private final Signal ended;
    private volatile boolean started;
    private volatile boolean stopped;
    private volatile Optional<String> refuted = Optional.empty();

    /** The whole store test. */
    interface Trial {
        /**
         * Runs it.
         *
         * @param thorough whether to take as much time as {@code check}
         */
        ProbeReport run(boolean thorough) throws StoreException;
    }

    /**
     * @param interval the time between a test that passed and the next one
     */
    ProbeWatch(Timeline time, Trial trial, Duration interval) {
        this.time = time;
        this.trial = trial;
        this.interval = interval;
        this.stop = time.signal();
        this.ended = time.signal();
    }

    /** Returns why the store cannot hold locks; empty if it can. */
    Optional<String> refuted() {
        return refuted;
    }

    /**
     * Starts testing.
     *
     * @param known whether the start relies on the result of an earlier test, so that the first test is due soon
     * @param passed receives the result of each test that passed
     */
    void start(boolean known, Consumer<ProbeReport> passed) {
        Duration first = known && interval.compareTo(AFTER_START) > 0 ? AFTER_START : interval;
        started = true;
        time.start("probe-watch", () -> {
            try {
                run(first, passed);
            } finally {
                ended.raise();
            }
        });
    }

    private void run(Duration first, Consumer<ProbeReport> passed) {
        stop.await(first);
        while (!stopped) {
            stop.await(test(passed));
        }
    }

    /** Tests once. Returns the time until the next test. */
    Duration test(Consumer<ProbeReport> passed) {
        try {
            ProbeReport report = trial.run(refuted.isPresent());
            Optional<Check> violation = report.violation();
            if (violation.isPresent()) {
                refute(StoreAccess.reason(violation.get()));
                return AFTER_REFUTATION;
            }
            Optional<Check> failure = report.failure();
            if (failure.isPresent()) {
                return noResult(StoreAccess.reason(failure.get()));
            }
            if (refuted.isPresent()) {
                refuted = Optional.empty();
                log.atWarn().log("the store passes a thorough test again; clients can log in");
            }
            passed.accept(report);
            return interval;
        } catch (StoreException e) {
            return noResult(e.explanation());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("internal error in the store test");
            return noResult("internal error");
        }
    }

    private void refute(String why) {
        log.atError().addKeyValue("why", why)
                .log("the store no longer holds locks; new logins get [SYS/TEMP] until it passes a thorough test");
        refuted = Optional.of(why);
    }

    private Duration noResult(String why) {
        if (!stopped) {
            log.atWarn().addKeyValue("why", why).log("the store test gave no result, and is repeated later");
        }
        if (refuted.isPresent()) {
            return AFTER_REFUTATION;
        }
        return interval.compareTo(AFTER_NO_RESULT) > 0 ? AFTER_NO_RESULT : interval;
    }

    /** Starts no further test. */
    void stop() {
        stopped = true;
        stop.raise();
    }

    /** Waits until no test is running any more. Returns whether that is so in time. */
    boolean awaitEnd(Duration patience) {
        return !started || ended.await(patience);
    }
}
