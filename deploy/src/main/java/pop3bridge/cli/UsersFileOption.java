package pop3bridge.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pop3bridge.config.ConfigException;
import pop3bridge.users.UsersFileAdmin;
import pop3bridge.users.UsersFileException;

/** Which users file a command is about. */
final class UsersFileOption {
    @Option(names = "--file", paramLabel = "FILE", description = "The users file. Default: that of the settings.")
    private @Nullable Path file;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    UsersFileOption() {}

    /** What is asked of the file. */
    interface Question<T> {
        T of(UsersFileAdmin admin) throws UsersFileException;
    }

    /** What is changed in the file. */
    interface Change {
        void of(UsersFileAdmin admin) throws UsersFileException;
    }

    /**
     * Asks something of the file; the settings are read only if the command line names none.
     *
     * @throws ConfigException if the settings have problems
     * @throws CommandException if the file has
     */
    <T> T ask(Question<T> question) throws CommandException, ConfigException {
        Path path = file == null ? config.read().users().file() : file;
        try {
            return question.of(new UsersFileAdmin(path));
        } catch (UsersFileException e) {
            throw new CommandException(e.problems().stream().map(problem -> path + ": " + problem).toList());
        }
    }

    /** Changes something in the file, as {@link #ask} asks. */
    void change(Change change) throws CommandException, ConfigException {
        ask(admin -> {
            change.of(admin);
            return true;
        });
    }
}
