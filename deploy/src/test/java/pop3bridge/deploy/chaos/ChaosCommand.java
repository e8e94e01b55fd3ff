package pop3bridge.deploy.chaos;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import pop3bridge.store.RealStore;

/** A run by hand, of any length, against a store that runs. {@code deploy/bench/chaos} starts it in the folder {@code deploy}. */
@Command(name = "deploy/bench/chaos", sortOptions = false, mixinStandardHelpOptions = true, showDefaultValues = true, description = {
        "Kills and stops three replicas of the bridge, again and again, while clients read and remove mail, and fails if a message is"
                + " lost, comes back, or is removed by a session that had lost the lock.",
        "It makes a bucket of its own. Without --endpoint it starts MiniStack, whose executable TEST_MINISTACK names"
                + " (.ci/ministack installs it and prints the variable). Build first: ./mvnw -q -DskipTests package",
        "What clients, producers and havoc do follows from the seed; what comes of it does not, because processes and their timing"
                + " are real: after a failure keep the folder."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                        "0:no promise was broken", "1:one was: what, and the history, is printed", "2:wrong usage"})
final class ChaosCommand implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "N", description = "Chooses what is done; by default the time.")
    private long seed = System.currentTimeMillis();

    @Option(names = "--minutes", paramLabel = "N", description = "How long, besides start and end.")
    private int minutes = 10;

    @Option(names = "--lease", paramLabel = "SECONDS", description = "lock.lease of the replicas. Take 30 or more for SeaweedFS.")
    private int lease = 10;

    @Option(names = "--replicas", paramLabel = "N", description = "How many.")
    private int replicas = 3;

    @Option(names = "--maildrops", paramLabel = "N", description = "How many.")
    private int maildrops = 16;

    @Option(names = "--clients", paramLabel = "N", description = "How many at once.")
    private int clients = 48;

    @Option(names = "--folder", paramLabel = "DIR", description = "Where the replicas' logs go.")
    private Path folder = Path.of("target", "chaos");

    @Option(names = "--endpoint", required = true, paramLabel = "URL", description = "Where a store answers; MiniStack, if it is not given.")
    @SuppressWarnings("NullAway.Init")
    private URI endpoint;

    @Option(names = "--access-key", paramLabel = "KEY", description = "Of the store.")
    private String accessKey = "test";

    @Option(names = "--secret-key", paramLabel = "KEY", description = "Of the store.")
    private String secretKey = "test";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private ChaosCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ChaosCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Options options = new Options(seed, Duration.ofMinutes(minutes), replicas, maildrops, clients,
                Duration.ofSeconds(lease), Files.createDirectories(folder).toAbsolutePath());
        spec.commandLine().getOut().println(options);
        try (RealStore store = RealStore.at(endpoint, accessKey, secretKey); Chaos chaos = new Chaos(store, options)) {
            boolean kept = false;
            try {
                chaos.run();
                kept = true;
            } finally {
                spec.commandLine().getOut().println(chaos.totals());
                spec.commandLine().getOut()
                        .println((kept ? "No promise was broken" : "FAILED") + ", seed " + options.seed());
            }
        }
        return 0;
    }
}
