package pop3bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import pop3bridge.deploy.Version;

/** {@code hash}: prints the hash of a password. */
@Command(name = "hash", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Asks for a password and prints its hash for the users file.", exitCodeListHeading = "Exit status:%n", exitCodeList = {
        "0:success", "2:failure"})
final class HashCommand implements Callable<Integer> {
    @Mixin
    private final SchemeOption scheme = new SchemeOption();

    @Mixin
    private final PasswordOption password = new PasswordOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    HashCommand() {}

    @Override
    public Integer call() throws CommandException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(scheme.hash(password.chosen()));
        out.flush();
        return 0;
    }
}
