package pop3bridge.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.config.EffectiveSetting;

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
        return Config.read(Optional.ofNullable(file), environment());
    }

    /**
     * Reads the settings as they are written.
     *
     * @throws ConfigException listing every problem
     */
    List<EffectiveSetting> effective() throws ConfigException {
        return EffectiveSetting.all(Optional.ofNullable(file), environment());
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        // A service may run without HOME although its home directory has AWS profiles.
        environment.putIfAbsent("HOME", System.getProperty("user.home"));
        return environment;
    }
}
