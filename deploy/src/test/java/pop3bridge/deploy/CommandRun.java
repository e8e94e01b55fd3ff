package pop3bridge.deploy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The command line as if it had been called, in this process: its exit status and what it printed. */
record CommandRun(int status, String out, String err) {
    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = commandLine.execute(arguments);
        return new CommandRun(status, out.toString(), err.toString());
    }

    /**
     * A file with these settings.
     *
     * @param settings by their environment variables
     */
    static Path config(Map<String, String> settings, Path folder) throws IOException {
        String yaml = settings.entrySet().stream()
                .map(setting -> key(setting.getKey()) + ": \"" + setting.getValue() + "\"\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("pop3bridge.yaml"), yaml);
    }

    private static String key(String variable) {
        return Settings.ALL.stream().filter(setting -> setting.variable().equals(variable)).findFirst().orElseThrow()
                .key();
    }
}
