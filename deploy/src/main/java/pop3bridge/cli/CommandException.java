package pop3bridge.cli;

import java.util.List;

/** A command fails. The problems contain nothing of a password. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    CommandException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems.toArray(String[]::new);
    }

    CommandException(String problem) {
        this(List.of(problem));
    }

    /** One line each. */
    List<String> problems() {
        return List.of(problems);
    }
}
