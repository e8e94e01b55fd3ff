package pop3bridge.cli;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.MaildropAccess;
import pop3bridge.deploy.StoreAccess;
import pop3bridge.deploy.Version;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockAdmin;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.s3.S3Stores;

/** {@code check}: tests at length what a store enforces. */
@Command(name = "check", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Tests which conditions the store enforces, and reports whether it can hold locks.",
        "Keeps the result in the bucket, so that the next start of the server can rely on it.",
        "If it can, deletes deletion sets that are older than a day and that no lock refers to."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:the store passed all required checks", "1:a required check failed",
                "2:the store could not be tested"})
final class CheckCommand implements Callable<Integer> {
    private static final int CANNOT_BE_TRUSTED = 1;

    @Mixin
    private final ConfigOption option = new ConfigOption();

    @Option(names = "--json", description = "Print the mode and each check's verdict as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    CheckCommand() {}

    @Override
    public Integer call() throws ConfigException {
        Config config = option.read();
        try (S3Stores stores = StoreAccess.open(config, new CompositeMeterRegistry())) {
            ProbeReport report = StoreAccess.probe(config, stores);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(CheckOutput.json(report));
            } else {
                String where = "bucket " + config.store().bucket() + " at " + StoreAccess.where(config);
                CheckOutput.text(report, where).forEach(out::println);
            }
            out.flush();
            if (report.failure().isPresent()) {
                return CANNOT_BE_TRUSTED;
            }
        }
        clearSets(config);
        return 0;
    }

    /** Deletes removal sets left behind by crashed sessions, in each bucket that holds maildrops. */
    private void clearSets(Config config) throws ConfigException {
        PrintWriter err = spec.commandLine().getErr();
        try (MaildropAccess office = MaildropAccess.open(config)) {
            for (String bucket : office.buckets()) {
                try {
                    clearSets(bucket, office.locks(bucket), err);
                } catch (StoreException e) {
                    throw office.problem(bucket, e);
                }
            }
        }
        err.flush();
    }

    private static void clearSets(String bucket, LockAdmin locks, PrintWriter err) throws StoreException {
        Optional<Integer> cleared = locks.clearSets();
        if (cleared.isEmpty()) {
            err.println("pop3bridge: bucket " + bucket
                    + ": no unused deletion sets were deleted, because a lock cannot be read"
                    + " and may refer to one; see pop3bridge locks");
        } else if (cleared.get() > 0) {
            err.println("pop3bridge: bucket " + bucket + ": unused deletion sets deleted: "
                    + cleared.get());
        }
    }
}
