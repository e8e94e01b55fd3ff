package pop3bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code users}: lists and edits the users file. */
@Command(name = "users", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Lists and edits the users in the users file.",
        "A running server uses the change at the next login."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:success", "1:test found a wrong password", "2:failure, nothing was changed"})
final class UsersCommand implements Callable<Integer> {
    private static final int WRONG = 1;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    UsersCommand() {}

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "missing command");
    }

    @Command(name = "add", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Asks for a password and adds a user. Creates the file if it does not exist.")
    int add(@Mixin UsersFileOption file, @Mixin SchemeOption scheme, @Mixin PasswordOption password,
            @Option(names = "--maildrop", paramLabel = "ADDRESS", description = "The user's own maildrop, as s3://bucket/prefix/. For a read-only account, append readonly=yes after a space.") @Nullable String maildrop,
            @Parameters(paramLabel = "NAME", description = "The user name.") String name)
            throws CommandException, ConfigException, IOException {
        String hash = scheme.hash(password.chosen());
        Optional<Path> created = file.create(admin -> admin.add(name, hash, Optional.ofNullable(maildrop)));
        return end(0, "added " + name + created.map(path -> ", in the new file " + path).orElse(""));
    }

    @Command(name = "passwd", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Asks for a new password and changes the user's password.")
    int passwd(@Mixin UsersFileOption file, @Mixin SchemeOption scheme, @Mixin PasswordOption password,
            @Parameters(paramLabel = "NAME", description = "The user name.") String name)
            throws CommandException, ConfigException, IOException {
        file.change(admin -> admin.require(name));
        String hash = scheme.hash(password.chosen());
        file.change(admin -> admin.changePassword(name, hash));
        return end(0, "changed the password of " + name);
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Removes a user from the file. The mail stays in the bucket.")
    int remove(@Mixin UsersFileOption file,
            @Parameters(paramLabel = "NAME", description = "The user name.") String name)
            throws CommandException, ConfigException {
        file.change(admin -> admin.remove(name));
        return end(0, "removed " + name);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Prints one line for each user: the name, the scheme, and the maildrop if the line has one, separated by tabs.")
    int list(@Mixin UsersFileOption file) throws CommandException, ConfigException {
        PrintWriter out = spec.commandLine().getOut();
        for (UsersFileAdmin.User user : file.ask(UsersFileAdmin::list)) {
            out.println(String.join("\t", user.account().name(), user.scheme().text(),
                    String.join(" ", user.account().maildrop())).stripTrailing());
        }
        out.flush();
        return 0;
    }

    @Command(name = "test", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Asks for a user's password and checks it.", exitCodeListHeading = "Exit status:%n", exitCodeList = {
            "0:the password is correct", "1:the password is wrong", "2:failure, or no such user"})
    int test(@Mixin UsersFileOption file, @Mixin PasswordOption password,
            @Parameters(paramLabel = "NAME", description = "The user name.") String name)
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
