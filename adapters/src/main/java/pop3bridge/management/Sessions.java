package pop3bridge.management;

import java.util.List;
import pop3bridge.server.SessionStatus;

/** The POP3 sessions, as operators see and end them. Thread-safe; does not wait for a session. */
public interface Sessions {
    /** Returns all sessions, in no order. */
    List<SessionStatus> all();

    /**
     * Ends a session after its current command.
     *
     * @return whether there is a session with this identifier
     */
    boolean end(String id);

    /** Ends all sessions of a user, and returns their number. */
    int endUser(String user);
}
