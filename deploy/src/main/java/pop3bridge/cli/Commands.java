package pop3bridge.cli;

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

/** The command line, with all commands. */
@Command(name = "pop3bridge", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "A POP3 server for mail that is stored in S3.", subcommands = {
        ServeCommand.class, DemoCommand.class, CheckCommand.class, DeliverCommand.class, ImportCommand.class,
        ExportCommand.class, HealthCommand.class, LocksCommand.class, UnlockCommand.class, RestoreCommand.class,
        SessionsCommand.class, KickCommand.class, TraceCommand.class,
        LogLevelCommand.class, ConfigCommand.class, UsersCommand.class, HashCommand.class,
        PrepareCommand.class}, footerHeading = "%nSettings%n", footer = "docs/settings.md describes the settings and their environment variables.")
public final class Commands implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    Commands() {}

    /** Returns the command line with its subcommands. */
    public static CommandLine commandLine() {
        CommandLine all = new CommandLine(Commands.class);
        IParameterExceptionHandler usual = all.getParameterExceptionHandler();
        return all.setParameterExceptionHandler((e, arguments) -> usual.handleParseException(named(e), arguments))
                .setExecutionExceptionHandler((e, commandLine, _) -> {
                    List<String> problems = switch (e) {
                        case ConfigException wrong -> wrong.problems();
                        case CommandException wrong -> wrong.problems();
                        default -> throw e;
                    };
                    return Main.cannotStart(problems, commandLine.getErr());
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
