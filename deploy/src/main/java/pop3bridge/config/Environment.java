package pop3bridge.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings in environment variables.
 *
 * @param given the values by dotted key; an empty variable counts as unset
 * @param warnings warnings about variables that look like settings but are not
 */
record Environment(Map<String, RawValue> given, List<String> warnings) {
    private static final Pattern LINK = Pattern.compile(Setting.VARIABLE_PREFIX + "(.*_)?(SERVICE_.*|PORT|PORT_.*)");

    static Environment read(Map<String, String> variables) {
        Map<String, String> ours = new TreeMap<>(variables);
        ours.keySet().removeIf(name -> !name.startsWith(Setting.VARIABLE_PREFIX) || name.equals(Config.FILE_VARIABLE));
        Map<String, RawValue> given = new HashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            String text = ours.remove(setting.variable());
            if (text != null && !text.isEmpty()) {
                given.put(setting.key(), new RawValue.Text(text, setting.variable()));
            }
        }
        List<String> warnings = new ArrayList<>();
        for (String name : ours.keySet()) {
            if (!isLink(name)) {
                String nearest = Nearest.to(name, Settings.ALL.stream().map(Setting::variable));
                warnings.add(name + " is not a setting and is ignored; did you mean " + nearest + "?");
            }
        }
        return new Environment(Map.copyOf(given), List.copyOf(warnings));
    }

    /** Returns whether this is a variable that Kubernetes sets for a Service named {@code pop3bridge}. */
    static boolean isLink(String name) {
        return LINK.matcher(name).matches();
    }
}
