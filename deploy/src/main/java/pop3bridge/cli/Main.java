package pop3bridge.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Version;

/** The command line. */
@Command(name = "pop3bridge", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "A POP3 server for mail that is stored in S3.", subcommands = {
        ServeCommand.class, DemoCommand.class, CheckCommand.class, DeliverCommand.class, HealthCommand.class,
        LocksCommand.class, UnlockCommand.class, SessionsCommand.class, KickCommand.class, LogLevelCommand.class,
        ConfigCommand.class, UsersCommand.class,
        HashCommand.class}, footerHeading = "%nSettings%n", footer = "docs/settings.md describes the settings and their environment variables.")
public final class Main implements Callable<Integer> {
    /** The exit status for an invalid command line or configuration, and for a resource that cannot be used. */
    static final int CANNOT_START = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        // A client of TLS 1.2 that renegotiates again and again costs more than it pays. Java reads this once, at the first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        System.exit(commandLine().execute(arguments));
    }

    /** Returns the command line with its subcommands. */
    public static CommandLine commandLine() {
        CommandLine all = new CommandLine(Main.class);
        IParameterExceptionHandler usual = all.getParameterExceptionHandler();
        return all.setParameterExceptionHandler((e, arguments) -> usual.handleParseException(named(e), arguments))
                .setExecutionExceptionHandler((e, commandLine, _) -> {
                    List<String> problems = switch (e) {
                        case ConfigException wrong -> wrong.problems();
                        case CommandException wrong -> wrong.problems();
                        default -> throw e;
                    };
                    PrintWriter err = commandLine.getErr();
                    problems.forEach(problem -> err.println("pop3bridge: " + problem));
                    err.flush();
                    return CANNOT_START;
                });
    }

    /** Calls a word that is no command by that name. */
    private static ParameterException named(ParameterException e) {
        CommandLine at = e.getCommandLine();
        return e instanceof UnmatchedArgumentException wrong && !wrong.isUnknownOption()
                && !at.getSubcommands().isEmpty()
                        ? new ParameterException(at, "unknown command: " + wrong.getUnmatched().getFirst())
                        : e;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "missing command");
    }
}
