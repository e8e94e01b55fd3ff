package pop3bridge.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the environment says.
 *
 * @param given by dotted key; an empty variable counts as not set
 * @param warnings about variables that look like settings and are none
 */
record Environment(Map<String, RawValue> given, List<String> warnings) {
    private static final Pattern LINK = Pattern.compile(Setting.VARIABLE_PREFIX + "(.*_)?(SERVICE_.*|PORT|PORT_.*)");

    static Environment read(Map<String, String> variables) {
        Map<String, String> ours = new TreeMap<>(variables);
        ours.keySet().removeIf(name -> !name.startsWith(Setting.VARIABLE_PREFIX));
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
                warnings.add(name + " is no setting and is ignored; the nearest is " + nearest);
            }
        }
        return new Environment(Map.copyOf(given), List.copyOf(warnings));
    }

    /** Whether Kubernetes sets this variable where a Service has a name like ours. */
    static boolean isLink(String name) {
        return LINK.matcher(name).matches();
    }
}
