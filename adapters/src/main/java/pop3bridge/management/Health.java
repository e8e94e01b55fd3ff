package pop3bridge.management;

import java.util.Map;
import java.util.Optional;

/** What a process says of itself to whoever supervises it. Asked by the event loop: must not block. */
public interface Health {
    /** Why it serves no clients; empty if it does. */
    Optional<String> notReady();

    /** How its parts are: texts, numbers, truths and maps of them by name. */
    Map<String, Object> details();
}
