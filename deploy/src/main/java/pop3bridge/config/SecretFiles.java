package pop3bridge.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Secret;
import pop3bridge.config.Config.Source;

/** Reads the files that contain secrets again, while all settings are those of the start. Thread-safe. */
public final class SecretFiles {
    private final Values values;

    SecretFiles(Values values) {
        this.values = values;
    }

    /**
     * Returns the authentication backends with their secrets as the files have them now, in the order of {@link Config.Accounts#sources}.
     *
     * @throws ConfigException with what is wrong with the files
     */
    public List<Source> sources() throws ConfigException {
        List<String> problems = new ArrayList<>();
        List<Source> sources = Sources.of(values, problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return sources;
    }

    /**
     * Returns the secret key of the store as {@code store.secret-key-file} has it now; empty if it is not set.
     *
     * @throws ConfigException with what is wrong with the file
     */
    public Optional<Secret> storeKey() throws ConfigException {
        List<String> problems = new ArrayList<>();
        Optional<Secret> key = storeKey(values, problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return key;
    }

    static Optional<Secret> storeKey(Values values, List<String> problems) {
        Optional<Secret> key = SecretFile.read(values, Settings.STORE_SECRET_KEY_FILE, problems);
        if (key.isPresent() && !new String(key.get().octets(), StandardCharsets.UTF_8).matches("\\p{Graph}+")) {
            problems.add(values.named(Settings.STORE_SECRET_KEY_FILE)
                    + ": the file holds a blank or something else that no key has; write the key alone");
        }
        return key;
    }
}
