package pop3bridge.pop3;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import pop3bridge.maildrop.Maildrop;

/** Where a session stands, with what only that state knows (RFC 1939 §3). UPDATE is the way from Transaction to Closed. */
sealed interface State {
    /** Nobody has logged in; {@code user} is what USER named. */
    record Authorization(Optional<String> user) implements State {}

    /** A maildrop is open and locked; {@code marked} are the messages that DELE marked. */
    record Transaction(Maildrop maildrop, SortedSet<Integer> marked) implements State {
        Transaction(Maildrop maildrop) {
            this(maildrop, new TreeSet<>());
        }
    }

    /** The last reply has been given, or the client is gone: then there is no {@code ending}. */
    record Closed(Optional<Ending> ending) implements State {}
}
