package pop3bridge.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Version;

/** {@code trace}: prints what a user's clients and a running server say to each other. */
@Command(name = "trace", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Prints what the clients of a user send to a running server, and what it replies, until the time is over or Ctrl-C.",
        "C: is the client, S: the server, and -- a note. Secrets are replaced by ***, and messages by their size. Failed logins with this user name are shown too."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:the time is over", "2:the server does not respond, refuses, or ended the trace"})
final class TraceCommand implements Callable<Integer> {
    @Mixin
    private final ServerOption server = new ServerOption();

    @Parameters(paramLabel = "USER", description = "The account, or the user name that the client sends; upper and lower case are the same.")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Option(names = "--for", paramLabel = "TIME", defaultValue = "10m", converter = Time.class, description = "How long to trace, such as 90s, 10m or 2h; at most 24h. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration time;

    @Option(names = "--json", description = "Print each line as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    TraceCommand() {}

    /** A time on the command line. */
    static final class Time implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,5})([smh])");
        private static final Duration MOST = Duration.ofDays(1);

        Time() {}

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            Duration time = !form.matches() ? Duration.ZERO : switch (form.group(2)) {
                case "s" -> Duration.ofSeconds(Long.parseLong(form.group(1)));
                case "m" -> Duration.ofMinutes(Long.parseLong(form.group(1)));
                default -> Duration.ofHours(Long.parseLong(form.group(1)));
            };
            if (time.isZero() || time.compareTo(MOST) > 0) {
                throw new TypeConversionException("'" + text + "' is not a time from 1s to 24h, such as 90s or 10m");
            }
            return time;
        }
    }

    @Override
    public Integer call() throws CommandException, ConfigException, InterruptedException {
        try (ManagementClient client = server.client();
                Stream<String> lines = client.stream("/trace?user=" + ManagementClient.encoded(user) + "&seconds="
                        + time.toSeconds())) {
            Iterator<String> each = lines.filter(line -> !line.isEmpty()).iterator();
            while (each.hasNext()) {
                JsonObject line = new JsonObject(each.next());
                print(line);
                if (line.containsKey("end")) {
                    return 0;
                }
            }
        } catch (UncheckedIOException | DecodeException _) {
            // The rest of a line is missing, or all lines after it.
        }
        throw new CommandException("the server ended the trace before its time; check that it is still running");
    }

    private void print(JsonObject line) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(line.encode());
        } else if (line.containsKey("text")) {
            out.println(line.getString("time") + " " + Printable.of(line.getString("session")) + " "
                    + sign(line.getString("from")) + " " + Printable.of(line.getString("text")));
        } else if (line.containsKey("leftOut")) {
            out.println("... " + line.getLong("leftOut") + " lines left out");
        } else if (line.containsKey("seconds")) {
            out.println("Tracing " + Printable.of(line.getString("user")) + " for "
                    + SessionsCommand.time(Duration.ofSeconds(line.getLong("seconds")).toMillis())
                    + "; Ctrl-C ends it.");
        } else if (line.containsKey("end")) {
            out.println("The time is over.");
        }
        out.flush();
    }

    private static String sign(String from) {
        return switch (from) {
            case "client" -> "C:";
            case "server" -> "S:";
            default -> "--";
        };
    }
}
