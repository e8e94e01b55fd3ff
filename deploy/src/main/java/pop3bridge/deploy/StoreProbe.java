package pop3bridge.deploy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Config;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.Probe;
import pop3bridge.store.probe.ProbeMemory;
import pop3bridge.store.probe.ProbeMemory.Remembered;
import pop3bridge.store.probe.ProbePlace;
import pop3bridge.store.probe.ProbeRecord;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ShortProbe;
import pop3bridge.store.s3.S3Stores;
import pop3bridge.store.time.SystemTimeline;

/** Tests the configured store, and keeps the result in the bucket. Thread-safe; one whole test at a time. */
final class StoreProbe {
    private static final Logger log = LoggerFactory.getLogger(StoreProbe.class);

    private static final int SMALL_PAGE = 2;
    private static final int ROUNDS = 200;

    /** What such a process, as the demo, finds does not hold for others: it may serialize the requests. */
    private static final String DECORATED = " with a decorated store";

    private final Config config;
    private final S3Stores stores;
    private final ObjectStore bucket;
    private final ProbeMemory memory;
    private volatile boolean stopped;
    private volatile @Nullable Probe running;

    /** How long a whole test looks for violations that show only in some races. */
    enum Effort {
        /** As long as a start can wait. */
        SHORT(Duration.ofSeconds(2)),
        /** Usually until all rounds have been run. */
        THOROUGH(Duration.ofSeconds(60));

        private final Duration raceTime;

        Effort(Duration raceTime) {
            this.raceTime = raceTime;
        }

        /** A store that has failed its last test must not pass the next one by luck. */
        Effort after(Optional<ProbeRecord> last) {
            if (last.flatMap(record -> record.report().violation()).isEmpty()) {
                return this;
            }
            log.atInfo().log("the store has failed its last test: this one takes up to a minute");
            return THOROUGH;
        }
    }

    StoreProbe(Config config, S3Stores stores, UnaryOperator<ObjectStore> decorator) {
        this.config = config;
        this.stores = stores;
        ObjectStore plain = stores.bucket(config.store().bucket());
        this.bucket = decorator.apply(plain);
        this.memory = new ProbeMemory(bucket, config.control().prefix(),
                new ProbePlace(config.store().s3().endpoint().map(URI::toString).orElse(""),
                        config.store().s3().region(), config.store().bucket(),
                        bucket.equals(plain) ? Version.text() : Version.text() + DECORATED));
    }

    /**
     * Returns what the last test has found, if it was made less than {@code store.probe-interval} ago and a short test
     * confirms it.
     *
     * @throws StoreException if the store rejects even an unconditional write
     */
    Optional<ProbeReport> known() throws StoreException {
        if (config.store().probeInterval().isZero()) {
            return Optional.empty();
        }
        stores.checkName(config.store().bucket());
        return new ShortProbe(bucket, memory, config.control().prefix(), config.store().probeInterval(),
                new SystemTimeline().unique()).run();
    }

    /**
     * Tests everything.
     *
     * @throws StoreException if the store rejects even an unconditional write, or refuses all requests
     */
    ProbeReport whole(Effort effort) throws StoreException {
        String name = config.store().bucket();
        stores.checkName(name);
        try (S3Stores others = StoreAccess.tryOpen(config, new StoreAccess.Observers(new CompositeMeterRegistry()))) {
            Optional<Remembered> before = remembered();
            Probe probe = new Probe(bucket, others.bucket(name), stores.bucket(name, SMALL_PAGE),
                    config.control().prefix());
            running = probe;
            if (stopped) {
                throw new StoreException(Reason.UNAVAILABLE, "the test was stopped");
            }
            Effort enough = effort.after(before.flatMap(Remembered::record));
            ProbeReport report = probe.run(ROUNDS, enough.raceTime);
            before.ifPresent(object -> memory.write(report, object));
            return report;
        } finally {
            running = null;
        }
    }

    /** Empty if the object cannot be read now; then it is not written either. */
    private Optional<Remembered> remembered() {
        try {
            return Optional.of(memory.read());
        } catch (StoreException e) {
            log.atDebug().setCause(e).log("the result of the last store test cannot be read");
            return Optional.empty();
        }
    }

    /** Ends a test that is running, and refuses further ones. */
    void stop() {
        stopped = true;
        Probe probe = running;
        if (probe != null) {
            probe.stop();
        }
    }
}
