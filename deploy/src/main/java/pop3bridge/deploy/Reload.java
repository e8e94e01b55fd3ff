package pop3bridge.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Secret;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.sources.SourceChain;
import pop3bridge.store.s3.S3Stores;

/** Reads the files that the settings name again. What has errors stays as it is. Thread-safe. */
final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final Config config;
    private final List<Runnable> steps = new CopyOnWriteArrayList<>();

    Reload(Config config) {
        this.config = config;
    }

    /** Adds what reads its files itself. */
    void add(Runnable step) {
        steps.add(step);
    }

    /** Adds the files of the authentication backends. */
    void add(SourceChain accounts, MeterRegistry registry) {
        steps.add(() -> AccountSources.reload(config, accounts, registry));
    }

    /** Adds the secret key of the store. */
    void add(S3Stores stores) {
        steps.add(() -> {
            try {
                Optional<Secret> key = config.secretFiles().storeKey();
                key.ifPresent(its -> {
                    stores.use(its);
                    log.atInfo().log("store.secret-key-file read");
                });
            } catch (ConfigException e) {
                log.atError().addKeyValue("why", e.getMessage())
                        .log("store.secret-key-file has errors, keeping the key in use");
            }
        });
    }

    /** Reads the files, even if they seem unchanged. Returns when they are read. */
    void run() {
        log.atInfo().log("reading files again");
        steps.forEach(Runnable::run);
    }
}
