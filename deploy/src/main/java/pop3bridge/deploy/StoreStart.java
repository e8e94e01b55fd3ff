package pop3bridge.deploy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.StoreProbe.Effort;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.s3.S3Stores;

/**
 * Opens and tests the store at startup. Retries while the store is not available, which is normal if both start at the
 * same time. A permanent problem ends startup at once.
 */
final class StoreStart {
    private static final Logger log = LoggerFactory.getLogger(StoreStart.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Config config;
    private final UnaryOperator<ObjectStore> decorator;
    private final CountDownLatch stop;

    /** The result of an attempt. */
    private sealed interface Attempt {
        /** The test is complete; {@link StoreAccess#mode} decides whether the store can be used. */
        record Tried(Opened opened) implements Attempt {}

        record Late(ConfigException problem) implements Attempt {}
    }

    /**
     * The open store, and what it enforces.
     *
     * @param known whether the report is that of an earlier test, which a short one has confirmed
     */
    record Opened(S3Stores stores, StoreProbe probe, ProbeReport report, boolean known) {}

    /**
     * @param stop ends the wait
     */
    StoreStart(Config config, UnaryOperator<ObjectStore> decorator, CountDownLatch stop) {
        this.config = config;
        this.decorator = decorator;
        this.stop = stop;
    }

    /**
     * Waits for the store, at most for {@code store.start-wait}.
     *
     * @param late receives the reason for each wait
     * @throws ConfigException if the store cannot be used, or is not available in time
     */
    Opened run(StoreAccess.Observers observers, Consumer<String> late) throws ConfigException {
        long end = System.nanoTime() + config.store().startWait().toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            switch (attempt(observers)) {
                case Attempt.Tried(Opened opened) -> {
                    return opened;
                }
                case Attempt.Late(ConfigException problem) -> {
                    Duration left = Duration.ofNanos(end - System.nanoTime());
                    if (!left.isPositive()) {
                        throw problem;
                    }
                    String why = problem.problems().getFirst();
                    late.accept(why);
                    log.atInfo().addKeyValue("why", why).addKeyValue("seconds", left.toSeconds())
                            .log("store is not available yet, retrying");
                    await(pause.compareTo(left) < 0 ? pause : left, problem);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        }
    }

    private void await(Duration pause, ConfigException problem) throws ConfigException {
        try {
            if (stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                throw problem;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw problem;
        }
    }

    private Attempt attempt(StoreAccess.Observers observers) throws ConfigException {
        Optional<S3Stores> opened = Optional.empty();
        boolean tried = false;
        try {
            opened = Optional.of(StoreAccess.tryOpen(config, observers));
            StoreProbe probe = new StoreProbe(config, opened.get(), decorator);
            Optional<ProbeReport> known = probe.known();
            ProbeReport report = known.isPresent() ? known.get() : probe.whole(Effort.SHORT);
            if (report.failure().isEmpty() || !report.failure().get().mayPass()) {
                tried = true;
                return new Attempt.Tried(new Opened(opened.get(), probe, report, known.isPresent()));
            }
            return new Attempt.Late(StoreAccess.unfit(config, report.failure().get()));
        } catch (StoreException e) {
            ConfigException problem = opened.isPresent()
                    ? StoreAccess.problem(config, config.store().bucket(), e)
                    : StoreAccess.noCredentials(e);
            return switch (e.reason()) {
                case CONFLICT, THROTTLED, UNAVAILABLE -> new Attempt.Late(problem);
                case NOT_FOUND, NO_BUCKET, PRECONDITION_FAILED, DENIED, CREDENTIALS, CLOCK, REGION, KEY, CUSTOMER_KEY,
                        ARCHIVED,
                        NOT_IMPLEMENTED, REJECTED ->
                    throw problem;
            };
        } finally {
            if (!tried) {
                opened.ifPresent(S3Stores::close);
            }
        }
    }
}
