package pop3bridge.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.users.UsersFileAdmin;
import pop3bridge.users.UsersFileException;

/** Which users file a command is about. */
final class UsersFileOption {
    @Option(names = "--file", paramLabel = "FILE", description = "The users file. Default: the one in the settings.")
    private @Nullable Path file;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    UsersFileOption() {}

    /** A query of the file. */
    interface Question<T> {
        T of(UsersFileAdmin admin) throws UsersFileException;
    }

    /** A change of the file. */
    interface Change {
        void of(UsersFileAdmin admin) throws UsersFileException;
    }

    /**
     * Queries the file. Reads the settings only if the command line does not name the file.
     *
     * @throws ConfigException if the settings have problems
     * @throws CommandException if the file has
     */
    <T> T ask(Question<T> question) throws CommandException, ConfigException {
        Path path = file == null ? configured() : file;
        try {
            return question.of(new UsersFileAdmin(path));
        } catch (UsersFileException e) {
            throw new CommandException(e.problems().stream().map(problem -> path + ": " + problem).toList());
        }
    }

    private Path configured() throws ConfigException {
        Config settings;
        try {
            settings = config.read();
        } catch (ConfigException e) {
            throw new ConfigException(Stream.concat(e.problems().stream(),
                    Stream.of("--file: names a users file without reading the settings")).toList());
        }
        return settings.accounts().usersFile().orElseThrow(() -> new ConfigException("accounts.sources",
                "does not list file, so that there is no users file; name one by --file"));
    }

    /**
     * Changes the file, which may not exist before; fails like {@link #ask}.
     *
     * @return the absolute path if the file is new
     */
    Optional<Path> create(Change change) throws CommandException, ConfigException {
        Path path = (file == null ? configured() : file).toAbsolutePath();
        boolean existed = Files.exists(path);
        change(change);
        return existed ? Optional.empty() : Optional.of(path);
    }

    /** Changes the file; fails like {@link #ask}. */
    void change(Change change) throws CommandException, ConfigException {
        ask(admin -> {
            change.of(admin);
            return true;
        });
    }
}
