package pop3bridge.config;

import java.util.List;

/** The configuration cannot be used, by itself or with the machine and the store as they are; all that is wrong is told together. */
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

    /** One line each, beginning with the dotted key of the setting, or with the file where it is the file's. */
    public List<String> problems() {
        return List.of(problems);
    }
}
