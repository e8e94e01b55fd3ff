package pop3bridge.deploy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import pop3bridge.cli.Commands;
import pop3bridge.config.SettingsTable;

/** The exit status and output of a command. */
record CommandRun(int status, String out, String err) {
    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Commands.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = commandLine.execute(arguments);
        return new CommandRun(status, out.toString(), err.toString());
    }

    /**
     * Runs a command with a configuration file.
     *
     * @param settings by the name of the environment variable
     */
    static CommandRun withConfig(Path folder, Map<String, String> settings, String... arguments) throws IOException {
        String yaml = settings.entrySet().stream()
                .map(setting -> SettingsTable.key(setting.getKey()) + ": \"" + setting.getValue() + "\"\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(folder.resolve("pop3bridge.yaml"), yaml);
        return of(Stream.concat(Stream.of(arguments), Stream.of("--config", file.toString())).toArray(String[]::new));
    }
}
