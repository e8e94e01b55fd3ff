package pop3bridge.deploy;

import java.util.stream.Collectors;
import pop3bridge.deploy.Setting.Default;

/** The settings as a table of the README. */
final class SettingsTable {
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
}
