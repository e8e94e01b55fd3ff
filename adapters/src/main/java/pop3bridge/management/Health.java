package pop3bridge.management;

import java.util.Map;
import java.util.Optional;

/** The health of the process, for its supervisor. Called on the event loop: must not block. */
public interface Health {
    /** Returns why the process does not serve clients; empty if it does. */
    Optional<String> notReady();

    /** Returns the state of its components by name: strings, numbers, booleans and nested maps. */
    Map<String, Object> details();
}
