package pop3bridge.config;

import java.util.List;

/** The configuration is invalid, or does not work with this machine or store. Reports all problems at once. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems.toArray(String[]::new);
    }

    public ConfigException(String key, String problem) {
        this(List.of(key + ": " + problem));
    }

    /**
     * Returns one line for each problem, beginning with the setting's dotted key, or with the file if the file itself
     * is at fault.
     */
    public List<String> problems() {
        return List.of(problems);
    }
}
