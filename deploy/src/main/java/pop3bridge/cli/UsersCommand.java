package pop3bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import pop3bridge.accounts.Secret;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Version;
import pop3bridge.users.UsersFileAdmin;

/** {@code users}: the users file, listed and changed a line at a time. */
@Command(name = "users", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Lists and changes the users of the users file.",
        "A bridge that is running goes by the change from the next login on."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:it is done", "1:the password that was tested is wrong", "2:it cannot be done: nothing was changed"})
final class UsersCommand implements Callable<Integer> {
    private static final int WRONG = 1;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    UsersCommand() {}

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    @Command(name = "add", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Asks for a password and adds a user, and the file if it is not there.")
    int add(@Mixin UsersFileOption file, @Mixin SchemeOption scheme, @Mixin PasswordOption password,
            @Option(names = "--maildrop", paramLabel = "ADDRESS", description = "s3://bucket/prefix/ of a maildrop of the user's own.") @Nullable String maildrop,
            @Parameters(paramLabel = "NAME", description = "Who is to log in.") String name)
            throws CommandException, ConfigException, IOException {
        String hash = scheme.hash(password.chosen());
        file.change(admin -> admin.add(name, hash, Optional.ofNullable(maildrop)));
        return end(0, name + " is added");
    }

    @Command(name = "passwd", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Asks for a user's new password.")
    int passwd(@Mixin UsersFileOption file, @Mixin SchemeOption scheme, @Mixin PasswordOption password,
            @Parameters(paramLabel = "NAME", description = "Whose password.") String name)
            throws CommandException, ConfigException, IOException {
        file.change(admin -> admin.require(name));
        String hash = scheme.hash(password.chosen());
        file.change(admin -> admin.changePassword(name, hash));
        return end(0, "the password of " + name + " is changed");
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Removes a user from the file; the mail stays.")
    int remove(@Mixin UsersFileOption file,
            @Parameters(paramLabel = "NAME", description = "Who is to log in no more.") String name)
            throws CommandException, ConfigException {
        file.change(admin -> admin.remove(name));
        return end(0, name + " is removed");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Prints a line for each user, with tabs between the name, the scheme and the maildrop where the file names one.")
    int list(@Mixin UsersFileOption file) throws CommandException, ConfigException {
        PrintWriter out = spec.commandLine().getOut();
        for (UsersFileAdmin.User user : file.ask(UsersFileAdmin::list)) {
            out.println(String.join("\t", user.account().name(), user.scheme().text(),
                    user.account().maildrop().orElse("")).stripTrailing());
        }
        out.flush();
        return 0;
    }

    @Command(name = "test", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Asks for a user's password and says whether it is right.", exitCodeListHeading = "Exit status:%n", exitCodeList = {
            "0:it is", "1:it is not", "2:it could not be tested, or there is no such user"})
    int test(@Mixin UsersFileOption file, @Mixin PasswordOption password,
            @Parameters(paramLabel = "NAME", description = "Whose password.") String name)
            throws CommandException, ConfigException, IOException {
        file.change(admin -> admin.require(name));
        Secret given = password.known();
        return file.ask(admin -> admin.test(name, given)) ? end(0, "ok") : end(WRONG, "wrong");
    }

    private int end(int status, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        return status;
    }
}
