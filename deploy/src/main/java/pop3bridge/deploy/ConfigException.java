package pop3bridge.deploy;

import java.util.List;

/** The configuration cannot be used; all that is wrong with it is told together. */
final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems.toArray(String[]::new);
    }

    /** One line each, beginning with the dotted key of the setting, or with the file where it is the file's. */
    List<String> problems() {
        return List.of(problems);
    }
}
