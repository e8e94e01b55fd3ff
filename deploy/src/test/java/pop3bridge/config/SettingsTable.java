package pop3bridge.config;

import java.util.stream.Collectors;
import pop3bridge.config.Setting.Default;

/** The settings as the table of {@code deploy/docs/settings.md}. */
public final class SettingsTable {
    private SettingsTable() {}

    /** The table in Markdown, with a line end after every line. */
    static String markdown() {
        return """
                | Setting | Variable | Value | Default | Meaning |
                | - | - | - | - | - |
                """ + Settings.ALL.stream().map(SettingsTable::row).collect(Collectors.joining());
    }

    private static String row(Setting<?> setting) {
        return "| `%s` | `%s` | %s | %s | %s |\n".formatted(setting.key(), setting.variable(), setting.type().word(),
                unset(setting.unset()), setting.meaning());
    }

    private static String unset(Default unset) {
        return switch (unset) {
            case Default.Value(String text) -> "`" + text + "`";
            case Default.Required() -> "required";
            case Default.Nothing(String words) -> words;
        };
    }

    /** The key of the setting that an environment variable sets. */
    public static String key(String variable) {
        return Settings.ALL.stream().filter(setting -> setting.variable().equals(variable)).findFirst().orElseThrow()
                .key();
    }
}
