package pop3bridge.deploy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import pop3bridge.store.S3Stores;
import pop3bridge.store.lock.ProbeReport;

/** {@code check}: what a store enforces, tried at length. */
@Command(name = "check", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Tries what the store enforces, and says whether it can hold locks.", exitCodeListHeading = "Exit status:%n", exitCodeList = {
        "0:the store can be trusted, as far as trying can tell", "1:it cannot", "2:it could not be tried"})
final class CheckCommand implements Callable<Integer> {
    private static final int CANNOT_BE_TRUSTED = 1;
    private static final int ROUNDS = 200;
    private static final Duration RACE_TIME = Duration.ofSeconds(60);

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML; the environment wins over it.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Print JSON: the mode and each check's verdict.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    CheckCommand() {}

    @Override
    public Integer call() throws ConfigException {
        Config config = Config.read(Optional.ofNullable(file), System.getenv());
        try (S3Stores stores = StoreAccess.open(config, new CompositeMeterRegistry())) {
            ProbeReport report = StoreAccess.probe(config, stores, UnaryOperator.identity(), ROUNDS, RACE_TIME);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(CheckOutput.json(report));
            } else {
                String where = "bucket " + config.store().bucket() + " at " + StoreAccess.where(config);
                CheckOutput.text(report, where).forEach(out::println);
            }
            out.flush();
            return report.failure().isPresent() ? CANNOT_BE_TRUSTED : 0;
        }
    }
}
