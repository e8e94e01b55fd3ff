package pop3bridge.cli;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.config.EffectiveSetting;
import pop3bridge.deploy.Version;

/** {@code config}: prints the settings that are in effect. */
@Command(name = "config", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Prints each setting, its value, and where the value comes from: the file and line, the environment variable, or the default.",
        "Secrets are not shown. A running server may have been started with other settings."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:the settings are valid", "2:the settings have errors"})
final class ConfigCommand implements Callable<Integer> {
    /** What YAML takes for text without quotation marks. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9/._@{}=+-]*(?::[A-Za-z0-9/._-]+)*");

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    ConfigCommand() {}

    @Override
    public Integer call() throws ConfigException {
        List<EffectiveSetting> settings = config.effective();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new JsonObject().put("settings", settings.stream().map(ConfigCommand::json)
                    .collect(JsonArray::new, JsonArray::add, JsonArray::addAll)).encodePrettily());
        } else {
            settings.forEach(setting -> out.println(text(setting)));
        }
        out.flush();
        return 0;
    }

    private static JsonObject json(EffectiveSetting setting) {
        JsonObject json = new JsonObject().put("key", setting.key()).put("value", setting.value().orElse(null))
                .put("origin", setting.origin().orElse("default"));
        return setting.value().isPresent() ? json : json.put("unset", setting.unset());
    }

    /** A line of a settings file, with the origin as a comment; without a value, with what applies instead. */
    private static String text(EffectiveSetting setting) {
        String value = setting.value().map(text -> PLAIN.matcher(text).matches() ? text : Json.encode(text)).orElse("");
        String origin = setting.value().isPresent() ? setting.origin().orElse("default") : setting.unset();
        return (setting.key() + ": " + value).stripTrailing() + "  # " + Printable.of(origin);
    }
}
