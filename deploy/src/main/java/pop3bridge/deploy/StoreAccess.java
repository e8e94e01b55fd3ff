package pop3bridge.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.probe.Probe;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.s3.BucketName;
import pop3bridge.store.s3.S3Stores;

/** The way from the configuration to a store that has been tried; what is wrong is told by the setting to change. */
public final class StoreAccess {
    private static final Logger log = LoggerFactory.getLogger(StoreAccess.class);

    private static final int SMALL_PAGE = 2;

    private StoreAccess() {}

    public static S3Stores open(Config config, MeterRegistry registry) throws ConfigException {
        try {
            return tryOpen(config, registry);
        } catch (StoreException e) {
            log.atDebug().setCause(e).log("no credentials");
            throw noCredentials(e);
        }
    }

    static S3Stores tryOpen(Config config, MeterRegistry registry) throws StoreException {
        return S3Stores.open(config.store().s3(), LockConfig.requestTimeout(config.lock().lease()), registry);
    }

    /** Why the way to credentials that is configured leads to none. */
    static ConfigException noCredentials(StoreException e) {
        return new ConfigException("store.access-key", "not set, and " + e.explanation());
    }

    /**
     * Tries what the store enforces.
     *
     * @param rounds how many rounds each race has at most
     * @param raceTime how long all races together last at most
     */
    public static ProbeReport probe(Config config, S3Stores stores, UnaryOperator<ObjectStore> decorator, int rounds,
            Duration raceTime) throws ConfigException {
        try {
            return tryProbe(config, stores, decorator, rounds, raceTime);
        } catch (StoreException e) {
            log.atDebug().setCause(e).log("store cannot be tried");
            throw problem(config, config.store().bucket(), e);
        }
    }

    static ProbeReport tryProbe(Config config, S3Stores stores, UnaryOperator<ObjectStore> decorator, int rounds,
            Duration raceTime) throws StoreException {
        String bucket = config.store().bucket();
        stores.checkName(bucket);
        try (S3Stores others = tryOpen(config, new CompositeMeterRegistry())) {
            return new Probe(decorator.apply(stores.bucket(bucket)), others.bucket(bucket),
                    stores.bucket(bucket, SMALL_PAGE),
                    config.control().prefix()).run(rounds, raceTime);
        }
    }

    /**
     * Returns the way in which locks can be kept.
     *
     * @throws ConfigException if there is none: the first check that failed, and why it matters
     */
    public static StoreMode mode(Config config, ProbeReport report) throws ConfigException {
        boolean unsafe = config.lock().unsafeSingleInstance();
        if (report.failure().isEmpty()) {
            if (unsafe) {
                log.atWarn().log("lock.unsafe-single-instance has no effect: this store can hold locks");
            }
            return report.mode();
        }
        ConfigException unfit = unfit(config, report.failure().get());
        if (!unsafe) {
            throw unfit;
        }
        log.atWarn().addKeyValue("why", unfit.problems().getFirst())
                .log("maildrops are locked in this process alone, as lock.unsafe-single-instance says");
        return report.mode();
    }

    /** Why a store cannot hold locks. */
    static ConfigException unfit(Config config, Check failure) {
        boolean directory = BucketName.isDirectory(config.store().bucket());
        return new ConfigException(directory ? "store.bucket" : "store.endpoint",
                (directory ? "directory bucket " + config.store().bucket() : where(config)) + " cannot hold locks: "
                        + reason(failure) + ". All checks: pop3bridge check");
    }

    private static String reason(Check failure) {
        String question = '"' + failure.capability().text() + '"'
                + (failure.detail().isEmpty() ? "" : " (" + failure.detail() + ")");
        return switch (failure.verdict()) {
            case NO -> "the check that it " + question + " has failed, and " + failure.capability().otherwise();
            case UNKNOWN -> "whether it " + question + " is not known, and if not, " + failure.capability().otherwise();
            case YES -> throw new IllegalArgumentException(failure.toString());
        };
    }

    /** Returns the mode and what it means, for people. */
    public static String meaning(ProbeReport report) {
        return report.modeName() + ": " + switch (report.modeName()) {
            case "full" -> "locks are created, renewed and deleted by conditional requests";
            case "free-overwrite" ->
                "locks are created and renewed by conditional requests, and released by writing that they are free";
            default -> "the store cannot hold locks, so that only sessions of one process keep each other out";
        };
    }

    /** Returns the store's address, for people. */
    public static String where(Config config) {
        return config.store().s3().endpoint().map(URI::toString).orElse("AWS");
    }

    /** Returns the store's address, and what of it the environment says. */
    static String whereFrom(Config config) {
        List<String> environment = config.store().fromEnvironment();
        return where(config) + (config.store().s3().endpoint().isEmpty() ? " " + config.store().s3().region() : "")
                + (environment.isEmpty() ? "" : " (" + String.join(", ", environment) + ")");
    }

    /** What a store answered to the lock's requests, by the setting to change. */
    public static ConfigException problem(Config config, String bucket, StoreException e) {
        return switch (e.reason()) {
            case NO_BUCKET -> new ConfigException("store.bucket", e.explanation() + " at " + where(config));
            case DENIED ->
                new ConfigException("store.access-key", "these credentials may not list, read, write and delete objects"
                        + " under " + config.control().prefix() + " of bucket " + bucket + " (" + told(e) + ")");
            case CREDENTIALS -> new ConfigException("store.access-key", told(e));
            case CLOCK -> new ConfigException("clock", told(e));
            case REGION -> new ConfigException("store.region", told(e));
            case KEY -> new ConfigException("store.bucket", told(e));
            case UNAVAILABLE, THROTTLED, CONFLICT ->
                new ConfigException("store.endpoint", where(config) + " cannot be used now (" + e.getMessage() + ")");
            case NOT_FOUND, PRECONDITION_FAILED, ARCHIVED, NOT_IMPLEMENTED, REJECTED -> new ConfigException(
                    "store.endpoint", where(config) + " refuses a write (" + e.getMessage() + ")");
        };
    }

    private static String told(StoreException e) {
        return e.explanation() + (e.explanation().equals(e.getMessage()) ? "" : " (" + e.getMessage() + ")");
    }
}
