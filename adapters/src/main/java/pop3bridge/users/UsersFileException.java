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
     * What is wrong: one line of text each, with the line number where there is one and with what to change, without
     * anything of a password or hash. Of more than a hundred the first hundred, and how many more there are.
     */
    public List<String> problems() {
        return problems;
    }
}
