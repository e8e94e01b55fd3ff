package pop3bridge.deploy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
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
import pop3bridge.store.lock.ProbeReport.Check;
import pop3bridge.store.lock.ProbeReport.Verdict;

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
                out.println(json(report).encodePrettily());
            } else {
                table(report, StoreAccess.where(config), out);
            }
            out.flush();
            return report.failure().isPresent() ? CANNOT_BE_TRUSTED : 0;
        }
    }

    private static void table(ProbeReport report, String where, PrintWriter out) {
        out.println("The store at " + where);
        for (Check check : report.checks()) {
            out.printf("  %-8s%s%s%n", label(check.verdict()), check.question().text(),
                    check.detail().isEmpty() ? "" : " (" + check.detail() + ")");
            if (check.verdict() != Verdict.YES) {
                out.println("          so: " + check.question().otherwise());
            }
        }
        out.println("Mode: " + StoreAccess.meaning(report));
        out.println("Races had " + report.raceRounds()
                + " rounds of 8. Trying refutes, it does not prove. Unproven remains: that all bridges"
                + " meet in one store without replication between sites, and that an acknowledged write survives.");
    }

    private static String label(Verdict verdict) {
        return switch (verdict) {
            case YES -> "yes";
            case NO -> "NO";
            case UNKNOWN -> "unknown";
        };
    }

    private static JsonObject json(ProbeReport report) {
        JsonArray checks = new JsonArray();
        for (Check check : report.checks()) {
            checks.add(new JsonObject().put("check", check.question().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .put("verdict", check.verdict().name().toLowerCase(Locale.ROOT))
                    .put("needed", check.question().needed())
                    .put("detail", check.detail()));
        }
        return new JsonObject().put("mode", report.modeName()).put("raceRounds", report.raceRounds()).put("checks",
                checks);
    }
}
