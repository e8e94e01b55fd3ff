package pop3bridge.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;

/** The option for the configuration file. */
final class ConfigOption {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings file in YAML. Environment variables override it: POP3BRIDGE_STORE_BUCKET sets store.bucket.")
    private @Nullable Path file;

    ConfigOption() {}

    /**
     * Reads the settings.
     *
     * @throws ConfigException listing every problem
     */
    Config read() throws ConfigException {
        return read(Optional.ofNullable(file));
    }

    static Config read(Optional<Path> file) throws ConfigException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        // A service may run without HOME although its home directory has AWS profiles.
        environment.putIfAbsent("HOME", System.getProperty("user.home"));
        return Config.read(file, environment);
    }
}
