package pop3bridge.pop3;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.pop3.sasl.Exchange;
import pop3bridge.pop3.sasl.Mechanism;

/**
 * The state of a session, with the data of that state (RFC 1939 §3). UPDATE is the transition from Transaction to
 * Closed.
 */
sealed interface State {
    /** Before login; {@code user} is the argument of USER. */
    record Authorization(Optional<String> user) implements State {}

    /** AUTH is in progress: the next line is a response, not a command (RFC 5034 §4). */
    record Authenticating(Mechanism mechanism, Exchange exchange) implements State {}

    /**
     * A maildrop is open and locked. {@code marked} are the messages marked by DELE, {@code rejectsUtf8} is whether
     * messages with UTF-8 in their header are refused.
     */
    record Transaction(Maildrop maildrop, boolean rejectsUtf8, SortedSet<Integer> marked,
            Highest highest) implements State {
        Transaction(Maildrop maildrop, boolean rejectsUtf8) {
            this(maildrop, rejectsUtf8, new TreeSet<>(), new Highest());
        }
    }

    /** The highest number of an accessed message, for LAST; 0 if there is none. */
    final class Highest {
        private int number;

        void accessed(int accessed) {
            number = Math.max(number, accessed);
        }

        void reset() {
            number = 0;
        }

        int number() {
            return number;
        }
    }

    /** After the last reply, or after the client has disconnected: then {@code ending} is empty. */
    record Closed(Optional<Ending> ending) implements State {}
}
