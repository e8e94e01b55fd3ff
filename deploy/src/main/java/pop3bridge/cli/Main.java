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
@Command(name = "pop3bridge", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "A POP3 server for mailboxes in object storage.", subcommands = {
        ServeCommand.class, DemoCommand.class, CheckCommand.class, LocksCommand.class, UnlockCommand.class}, footer = {
                "",
                "Exit status: 0 if stopped by SIGTERM or SIGINT, 2 if it cannot start.",
                "For settings and their environment variables see README.md."})
public final class Main implements Callable<Integer> {
    /** The exit status for an invalid command line or configuration, and for a resource that cannot be used. */
    static final int CANNOT_START = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    Main() {}

    /** Runs a command and exits with its status. */
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
        throw new ParameterException(spec.commandLine(), "missing command");
    }
}
