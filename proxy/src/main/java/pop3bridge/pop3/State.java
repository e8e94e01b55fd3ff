package pop3bridge.pop3;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.pop3.sasl.Exchange;
import pop3bridge.pop3.sasl.Mechanism;

/** Where a session stands, with what only that state knows (RFC 1939 §3). UPDATE is the way from Transaction to Closed. */
sealed interface State {
    /** Before login; {@code user} is what USER named. */
    record Authorization(Optional<String> user) implements State {}

    /** AUTH is under way: the next line is a response and no command (RFC 5034 §4). */
    record Authenticating(Mechanism mechanism, Exchange exchange) implements State {}

    /**
     * A maildrop is open and locked; {@code marked} are the messages that DELE marked, {@code rejectsUtf8} says whether a message with UTF-8 in
     * its header is refused.
     */
    record Transaction(Maildrop maildrop, boolean rejectsUtf8, SortedSet<Integer> marked,
            Highest highest) implements State {
        Transaction(Maildrop maildrop, boolean rejectsUtf8) {
            this(maildrop, rejectsUtf8, new TreeSet<>(), new Highest());
        }
    }

    /** The highest number of a message that was accessed, for LAST; 0 if none was. */
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

    /** The last reply has been given, or the client is gone: then there is no {@code ending}. */
    record Closed(Optional<Ending> ending) implements State {}
}
