package pop3bridge.users;

import java.nio.file.Path;
import java.util.List;

/** The users file cannot be used. */
public final class UsersFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    UsersFileException(Path file, List<String> problems) {
        super(file + ": " + String.join("; ", problems));
        this.problems = problems;
    }

    /**
     * Returns the problems: one line of text each, with the line number if there is one and what to change, and without
     * any part of a password or hash. If there are more than 100, the first 100 and the number of the others.
     */
    public List<String> problems() {
        return problems;
    }
}
