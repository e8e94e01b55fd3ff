package pop3bridge.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pop3bridge.store.s3.AwsEnvironment;
import pop3bridge.store.s3.AwsEnvironment.Found;

/**
 * What the file and the environment give, before it is parsed.
 *
 * @param values by dotted key
 * @param fromAws the settings taken from the AWS environment, in human-readable form
 * @param warnings about variables that look like settings but are not
 */
record Given(Map<String, RawValue> values, List<String> fromAws, List<String> warnings, AwsEnvironment aws) {
    /**
     * Reads the file and the environment, which overrides the file.
     *
     * @param problems receives problems that belong to no setting
     * @throws ConfigException if the file cannot be read or is not YAML
     */
    static Given read(Optional<Path> file, Map<String, String> environment, List<String> problems)
            throws ConfigException {
        Map<String, RawValue> values = new HashMap<>();
        if (file.isPresent()) {
            values.putAll(ConfigFile.read(file.get(), problems));
        }
        Environment variables = Environment.read(environment);
        values.putAll(variables.given());
        AwsEnvironment aws = AwsEnvironment.of(environment);
        List<String> fromAws = new ArrayList<>();
        aws.endpoint().ifPresent(found -> take(found, Settings.STORE_ENDPOINT, values, fromAws));
        aws.region().ifPresent(found -> take(found, Settings.STORE_REGION, values, fromAws));
        return new Given(Map.copyOf(values), List.copyOf(fromAws), variables.warnings(), aws);
    }

    /** Applies a value of the AWS environment to a setting that is not set. */
    private static void take(Found found, Setting<?> setting, Map<String, RawValue> values, List<String> taken) {
        if (!values.containsKey(setting.key())) {
            values.put(setting.key(), new RawValue.Text(found.value(), found.where()));
            taken.add(setting.key() + " from " + found.where());
        }
    }
}
