package pop3bridge.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Version;

/** The command line. */
@Command(name = "pop3bridge", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "A POP3 server for mailboxes that live in object storage.", subcommands = {
        ServeCommand.class, DemoCommand.class, CheckCommand.class, LocksCommand.class, UnlockCommand.class}, footer = {
                "",
                "Exit status: 0 when stopped by SIGTERM or SIGINT, 2 when it cannot start.",
                "Settings and their environment variables: see the table in README.md."})
public final class Main implements Callable<Integer> {
    /** The command line, the configuration or what it names is wrong. */
    static final int CANNOT_START = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    Main() {}

    /** Runs a command; ends the process with its status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Returns the command line with its subcommands. */
    public static CommandLine commandLine() {
        return new CommandLine(Main.class).setExecutionExceptionHandler((e, commandLine, _) -> {
            if (e instanceof ConfigException problems) {
                PrintWriter err = commandLine.getErr();
                problems.problems().forEach(problem -> err.println("pop3bridge: " + problem));
                err.flush();
                return CANNOT_START;
            }
            throw e;
        });
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
