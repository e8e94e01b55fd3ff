package pop3bridge.store.maildrop;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;

/**
 * Moves messages that clients do not see out of the maildrop. No client knows of them, so a move is no deletion that needs a commit: a
 * message whose move has failed is still hidden, and is moved after a later login.
 *
 * @param prefix where they get, with the same names as in the maildrop
 */
record Quarantine(ObjectStore store, Address maildrop, String prefix, MaildropMetrics metrics) {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    /** How many messages a login moves at most, so that it does not take long. */
    private static final int MOST = 100;

    /** How many of them at a time. */
    private static final int MOVES = 16;

    /** Moves the first of these messages. */
    void take(List<Entry> hidden) {
        try {
            Parallel.run(MOVES, Math.min(MOST, hidden.size()), n -> {
                Entry message = hidden.get(n);
                if (Moving.move(store, message, prefix + maildrop.keptName(message.key()))) {
                    metrics.quarantined().increment();
                }
            });
        } catch (ExecutionException e) {
            log.atLevel(Sizes.level(e.getCause())).addKeyValue("maildrop", maildrop).setCause(e)
                    .log("hidden messages cannot be moved to mail.quarantine");
        }
    }
}
