package pop3bridge.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Version;

/** {@code kick}: ends sessions of a running server. */
@Command(name = "kick", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Ends a session of a running server, or all sessions of a user.",
        "Each session ends after its current command, with -ERR [SYS/TEMP]. It deletes nothing, unless the client has already sent QUIT. If it still exists after 5 seconds, its connection is closed."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:the sessions are ending", "1:there is no such session",
                "2:the server does not respond or refuses"})
final class KickCommand implements Callable<Integer> {
    private static final int NO_SESSION = 1;

    @Mixin
    private final ServerOption server = new ServerOption();

    @ArgGroup(exclusive = true, multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Which which;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    KickCommand() {}

    /** One of both. */
    static final class Which {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "The session, as the command sessions and the log show it.")
        private @Nullable String id;

        @Option(names = "--user", paramLabel = "NAME", description = "The user whose sessions to end.")
        private @Nullable String user;

        Which() {}
    }

    @Override
    public Integer call() throws CommandException, ConfigException, InterruptedException {
        try (ManagementClient client = server.client()) {
            ManagementClient.Reply reply = client.delete(which.user == null
                    ? "/sessions/" + ManagementClient.encoded(String.valueOf(which.id))
                    : "/sessions?user=" + ManagementClient.encoded(which.user));
            PrintWriter out = spec.commandLine().getOut();
            if (reply.status() == 404) {
                out.println("There is no such session.");
            } else {
                out.println("Sessions ending: " + reply.json().getInteger("ending"));
            }
            out.flush();
            return reply.status() == 404 ? NO_SESSION : 0;
        }
    }
}
