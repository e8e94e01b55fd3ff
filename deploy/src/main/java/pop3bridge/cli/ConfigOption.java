package pop3bridge.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;

/** Where a command has its settings from. */
final class ConfigOption {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML. Environment variables override it: store.bucket is POP3BRIDGE_STORE_BUCKET.")
    private @Nullable Path file;

    ConfigOption() {}

    /**
     * Reads the settings.
     *
     * @throws ConfigException with everything that is wrong
     */
    Config read() throws ConfigException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        // Services may have no HOME, and yet have AWS's profiles in it.
        environment.putIfAbsent("HOME", System.getProperty("user.home"));
        return Config.read(Optional.ofNullable(file), environment);
    }
}
