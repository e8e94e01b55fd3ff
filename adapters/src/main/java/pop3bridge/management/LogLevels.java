package pop3bridge.management;

import java.util.Optional;

/** The levels of the log while the server runs. Thread-safe. */
public interface LogLevels {
    /** Returns the level that applies to a logger, such as {@code pop3bridge.store}. */
    String level(String logger);

    /**
     * Changes the level of a logger and of those below it, until the next restart.
     *
     * @param level its name, in upper or lower case
     * @return the level that applies now; empty if there is no such level
     */
    Optional<String> change(String logger, String level);
}
