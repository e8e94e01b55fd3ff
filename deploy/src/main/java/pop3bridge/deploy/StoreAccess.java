package pop3bridge.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.StoreProbe.Effort;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.s3.BucketName;
import pop3bridge.store.s3.S3Stores;
import pop3bridge.store.s3.http.RequestSpans;

/** Opens and tests the configured store. Reports each problem with the setting to change. */
public final class StoreAccess {
    private static final Logger log = LoggerFactory.getLogger(StoreAccess.class);

    /** Who sees the requests to the store. */
    record Observers(MeterRegistry registry, RequestSpans spans) {
        Observers(MeterRegistry registry) {
            this(registry, RequestSpans.NONE);
        }
    }

    private StoreAccess() {}

    public static S3Stores open(Config config, MeterRegistry registry) throws ConfigException {
        try {
            return tryOpen(config, new Observers(registry));
        } catch (StoreException e) {
            log.atDebug().setCause(e).log("no credentials");
            throw noCredentials(e);
        }
    }

    static S3Stores tryOpen(Config config, Observers observers) throws StoreException {
        return S3Stores.open(config.store().s3(), LockConfig.requestTimeout(config.lock().lease()),
                observers.registry(), observers.spans());
    }

    /** Reports why the configured credentials source provides no credentials. */
    static ConfigException noCredentials(StoreException e) {
        return new ConfigException("store.access-key", "not set, and " + e.explanation());
    }

    /** Tests thoroughly what the store enforces, and keeps the result in the bucket. */
    public static ProbeReport probe(Config config, S3Stores stores) throws ConfigException {
        try {
            return new StoreProbe(config, stores, UnaryOperator.identity()).whole(Effort.THOROUGH);
        } catch (StoreException e) {
            log.atDebug().setCause(e).log("store cannot be tested");
            throw problem(config, config.store().bucket(), e);
        }
    }

    /**
     * Returns how the store can hold locks.
     *
     * @throws ConfigException if it cannot, with the first failed check and its effect
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
                .log("locks exist in this process only, because lock.unsafe-single-instance is set");
        return report.mode();
    }

    /** Reports why a store cannot hold locks. */
    static ConfigException unfit(Config config, Check failure) {
        boolean directory = BucketName.isDirectory(config.store().bucket());
        return new ConfigException(directory ? "store.bucket" : "store.endpoint",
                (directory ? "directory bucket " + config.store().bucket() : where(config)) + " cannot hold locks: "
                        + reason(failure) + ". All checks: pop3bridge check");
    }

    /** Describes a required check that the store does not pass. */
    static String reason(Check failure) {
        String question = '"' + failure.capability().text() + '"'
                + (failure.detail().isEmpty() ? "" : " (" + failure.detail() + ")");
        return switch (failure.verdict()) {
            case NO -> "it fails the check " + question + "; without it, " + failure.capability().otherwise();
            case UNKNOWN ->
                "the check " + question + " gave no result; without it, " + failure.capability().otherwise();
            case YES -> throw new IllegalArgumentException(failure.toString());
        };
    }

    /** Returns the mode of a store that is served. */
    static String servedMode(ProbeReport report) {
        return report.failure().isPresent() ? "single-instance" : report.modeName();
    }

    /** Returns the mode of a store that is served, with a description. */
    public static String meaning(ProbeReport report) {
        return servedMode(report) + ": " + switch (report.modeName()) {
            case "full" -> "locks are created, renewed and deleted by conditional requests";
            case "free-overwrite" ->
                "locks are created and renewed by conditional requests, and released by overwriting them as free";
            default -> "the store cannot hold locks; locks exclude only sessions of one process";
        };
    }

    /** Returns the store's endpoint, for messages. */
    public static String where(Config config) {
        return config.store().s3().endpoint().map(URI::toString).orElse("AWS");
    }

    /** Returns the store's endpoint, and which parts of it come from the environment. */
    static String whereFrom(Config config) {
        List<String> environment = config.store().fromEnvironment();
        return where(config) + (config.store().s3().endpoint().isEmpty() ? " " + config.store().s3().region() : "")
                + (environment.isEmpty() ? "" : " (" + String.join(", ", environment) + ")");
    }

    /** Converts a store's response to lock requests to a problem with the setting to change. */
    public static ConfigException problem(Config config, String bucket, StoreException e) {
        return problem(config, config.control().prefix(), bucket, e);
    }

    /**
     * @param objects what the request was for, such as a prefix
     */
    static ConfigException problem(Config config, String objects, String bucket, StoreException e) {
        return switch (e.reason()) {
            case NO_BUCKET -> new ConfigException("store.bucket", e.explanation() + " at " + where(config));
            case DENIED ->
                new ConfigException("store.access-key",
                        "these credentials lack permission to list, read, write and delete objects under "
                                + objects + " of bucket " + bucket + " (" + explained(e) + ")");
            case CREDENTIALS -> new ConfigException("store.access-key", explained(e));
            case CLOCK -> new ConfigException("clock", explained(e));
            case REGION -> new ConfigException("store.region", explained(e));
            case KEY -> new ConfigException("store.bucket", explained(e));
            case UNAVAILABLE, THROTTLED, CONFLICT ->
                new ConfigException("store.endpoint", where(config) + " is not available now (" + e.getMessage() + ")");
            case NOT_FOUND, PRECONDITION_FAILED, CUSTOMER_KEY, ARCHIVED, NOT_IMPLEMENTED, REJECTED ->
                new ConfigException(
                        "store.endpoint", where(config) + " rejects a request (" + e.getMessage() + ")");
        };
    }

    private static String explained(StoreException e) {
        return e.explanation() + (e.explanation().equals(e.getMessage()) ? "" : " (" + e.getMessage() + ")");
    }
}
