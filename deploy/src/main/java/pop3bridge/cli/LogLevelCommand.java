package pop3bridge.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Version;

/** {@code log-level}: shows or changes how much a running server logs. */
@Command(name = "log-level", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Shows the log level of a running server, or changes it until the next restart.", exitCodeListHeading = "Exit status:%n", exitCodeList = {
        "0:success", "2:the server does not respond or refuses"})
final class LogLevelCommand implements Callable<Integer> {
    /** What the command line accepts. */
    enum Level {
        trace,
        debug,
        info,
        warn,
        error,
        off
    }

    @Mixin
    private final ServerOption server = new ServerOption();

    @Option(names = "--logger", paramLabel = "NAME", defaultValue = "pop3bridge", description = "The logger, such as pop3bridge.store or software.amazon.awssdk.request. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String logger;

    @Parameters(paramLabel = "LEVEL", arity = "0..1", description = "The new level: ${COMPLETION-CANDIDATES}.")
    private @Nullable Level level;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    LogLevelCommand() {}

    @Override
    public Integer call() throws CommandException, ConfigException, InterruptedException {
        String path = "/log-level?logger=" + URLEncoder.encode(logger, StandardCharsets.UTF_8);
        try (ManagementClient client = server.client()) {
            JsonObject now = level == null ? client.get(path) : client.put(path + "&level=" + level);
            PrintWriter out = spec.commandLine().getOut();
            out.println(now.getString("logger") + ": " + now.getString("level").toLowerCase(Locale.ROOT));
            out.flush();
            return 0;
        }
    }
}
