package pop3bridge.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pop3bridge.accounts.Secret;

/**
 * A setting as it is in effect.
 *
 * @param value as written; empty if there is none
 * @param origin the file and line, or the environment variable; empty for the default
 * @param unset what applies instead of a value, in words; empty if there is a value
 */
public record EffectiveSetting(String key, Optional<String> value, Optional<String> origin, String unset) {
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/@\\s]*@");

    /**
     * Returns all settings in the order of the documentation. A secret is replaced by {@code (secret)}.
     *
     * @throws ConfigException listing every problem
     */
    public static List<EffectiveSetting> all(Optional<Path> file, Map<String, String> environment)
            throws ConfigException {
        Config _ = Config.read(file, environment);
        List<String> problems = new ArrayList<>();
        Given given = Given.read(file, environment, problems);
        Values values = Values.read(given.values(), problems);
        Map<Setting<?>, String> unused = unused(values);
        return Settings.ALL.stream().map(setting -> unused.containsKey(setting)
                ? new EffectiveSetting(setting.key(), Optional.empty(), Optional.empty(), unused.get(setting))
                : of(setting, given, values)).toList();
    }

    /** Returns the settings that have no effect, not even with their default, and why. */
    private static Map<Setting<?>, String> unused(Values values) {
        Map<Setting<?>, String> unused = new HashMap<>();
        for (SourceKind kind : SourceKind.values()) {
            if (!values.get(SourceSettings.ACCOUNTS_SOURCES).contains(kind)) {
                String why = "not used, as accounts.sources does not list " + kind.name().toLowerCase(Locale.ROOT);
                SourceSettings.of(kind).forEach(setting -> unused.put(setting, why));
            }
        }
        if (values.isGiven(SourceSettings.LDAP_DN_TEMPLATE)) {
            SourceSettings.LDAP_SEARCH.forEach(setting -> unused.put(setting, "not used, as ldap.dn-template is set"));
        }
        if (!values.isGiven(LmtpSettings.LISTEN)) {
            LmtpSettings.ALL.stream().skip(1)
                    .forEach(setting -> unused.put(setting, "not used, as lmtp.listen is not set"));
        } else if (!LmtpSettings.hasUnixSocket(values.get(LmtpSettings.LISTEN))) {
            unused.put(LmtpSettings.SOCKET_MODE, "not used, as lmtp.listen has no UNIX socket");
        }
        if (!values.isGiven(Settings.MAIL_RESTORE_ARCHIVED_DAYS)) {
            unused.put(Settings.MAIL_RESTORE_ARCHIVED_TIER, "not used, as mail.restore-archived-days is not set");
        }
        if (!values.isGiven(Settings.STORE_EVENTS_QUEUE)) {
            unused.put(Settings.STORE_EVENTS_MAX_AGE, "not used, as store.events-queue is not set");
        }
        return unused;
    }

    private static EffectiveSetting of(Setting<?> setting, Given given, Values values) {
        if (given.values().get(setting.key()) instanceof RawValue.Text(String text, String where)) {
            String shown = values.find(setting).orElseThrow() instanceof Secret secret
                    ? secret.toString()
                    : USER_INFO.matcher(text).replaceAll("(secret)@");
            return new EffectiveSetting(setting.key(), Optional.of(shown), Optional.of(where), "");
        }
        return switch (setting.unset()) {
            case Setting.Default.Value(String text) ->
                new EffectiveSetting(setting.key(), Optional.of(text), Optional.empty(), "");
            case Setting.Default.Nothing(String words) ->
                new EffectiveSetting(setting.key(), Optional.empty(), Optional.empty(), words.replace("`", ""));
            case Setting.Default.Required() -> throw new IllegalStateException(setting.key());
        };
    }
}
