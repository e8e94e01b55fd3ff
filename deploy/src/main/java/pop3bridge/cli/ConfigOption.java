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
    @Option(names = "--config", paramLabel = "FILE", description = "Settings file in YAML. Default: the file that the variable POP3BRIDGE_CONFIG names. Environment variables override it: POP3BRIDGE_STORE_BUCKET sets store.bucket.")
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

    static Config read(Optional<Path> option) throws ConfigException {
        Map<String, String> environment = environment();
        return Config.read(file(option, environment), environment);
    }

    /**
     * Reads the settings as they are written.
     *
     * @throws ConfigException listing every problem
     */
    List<EffectiveSetting> effective() throws ConfigException {
        Map<String, String> environment = environment();
        return EffectiveSetting.all(file(Optional.ofNullable(file), environment), environment);
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        // A service may run without HOME although its home directory has AWS profiles.
        environment.putIfAbsent("HOME", System.getProperty("user.home"));
        return environment;
    }

    /** Returns the file that the option names, or else the one that the environment names. */
    static Optional<Path> file(Optional<Path> option, Map<String, String> environment) {
        return option.or(() -> Optional.ofNullable(environment.get(Config.FILE_VARIABLE))
                .filter(name -> !name.isEmpty()).map(Path::of));
    }
}
