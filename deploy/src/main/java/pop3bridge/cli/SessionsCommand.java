package pop3bridge.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Version;

/** {@code sessions}: lists the sessions of a running server. */
@Command(name = "sessions", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Lists the sessions of a running server, the oldest first.", exitCodeListHeading = "Exit status:%n", exitCodeList = {
        "0:the sessions are listed", "2:the server does not respond or refuses"})
final class SessionsCommand implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final String CLEAR = "\033[H\033[2J\033[3J";
    private static final List<String> HEADING = List.of("USER", "CLIENT", "LOGIN", "TLS", "MESSAGES", "AGE", "NOW",
            "SESSION");

    @Mixin
    private final ServerOption server = new ServerOption();

    @Option(names = "--json", description = "Print JSON, with times in milliseconds.")
    private boolean json;

    @Option(names = "--watch", description = "Print the list again every 2 seconds until Ctrl-C. With --json, each list is one line.")
    private boolean watch;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    SessionsCommand() {}

    @Override
    public Integer call() throws CommandException, ConfigException, InterruptedException {
        try (ManagementClient client = server.client()) {
            print(client.get("/sessions"));
            while (watch) {
                Thread.sleep(PERIOD);
                print(client.get("/sessions"));
            }
            return 0;
        }
    }

    private void print(JsonObject sessions) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(watch ? sessions.encode() : sessions.encodePrettily());
        } else {
            if (watch && onTerminal()) {
                out.print(CLEAR);
            }
            table(sessions.getJsonArray("sessions")).forEach(out::println);
            out.println("Sessions: " + sessions.getInteger("total"));
        }
        out.flush();
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static List<String> table(JsonArray sessions) {
        if (sessions.isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADING);
        for (int i = 0; i < sessions.size(); i++) {
            rows.add(row(sessions.getJsonObject(i)));
        }
        int[] widths = new int[HEADING.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            line.append(row.get(column)).repeat(' ', widths[column] - row.get(column).length() + 2);
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(JsonObject session) {
        return List.of(text(session, "user", "-"), text(session, "remote", ""), text(session, "method", "-"),
                text(session, "tls", "off"), String.valueOf(session.getInteger("messages")),
                time(session.getLong("ageMillis")),
                text(session, "command", "waiting") + " " + time(session.getLong("sinceMillis")),
                text(session, "id", ""));
    }

    private static String text(JsonObject session, String key, String otherwise) {
        return Printable.of(Objects.requireNonNullElse(session.getString(key), otherwise));
    }

    /** Returns a time as operators write it: {@code 250ms}, {@code 12s}, {@code 3m40s} or {@code 2h5m}. */
    static String time(long millis) {
        Duration time = Duration.ofMillis(millis);
        if (millis < 1000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            return time.toSeconds() + "s";
        }
        return millis < 3_600_000
                ? time.toMinutes() + "m" + time.toSecondsPart() + "s"
                : time.toHours() + "h" + time.toMinutesPart() + "m";
    }
}
