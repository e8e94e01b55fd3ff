package pop3bridge.store.maildrop;

import io.opentelemetry.context.Context;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * Moves messages that clients do not see out of maildrops. No client knows of them, so none waits for a move, and a move is no deletion that
 * needs a commit: a message whose move has failed is still hidden, and is moved after a later login. Thread-safe.
 */
final class Quarantine {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    /** How many messages of all maildrops are moved at a time. */
    private static final int MOVES = 16;

    private final String template;
    private final Executor background;
    private final MaildropMetrics metrics;
    private final Semaphore moves = new Semaphore(MOVES, true);
    /** The maildrops from which messages are being moved. */
    private final Set<Address> busy = ConcurrentHashMap.newKeySet();

    private record Failure(Entry message, Throwable cause) {}

    /**
     * A maildrop, and where its hidden messages go.
     *
     * @param prefix they have the same names there as in the maildrop
     */
    record Route(ObjectStore store, Address maildrop, String prefix) {}

    /**
     * @param template the prefixes to which messages are moved
     */
    Quarantine(String template, Executor background, MaildropMetrics metrics) {
        this.template = template;
        this.background = background;
        this.metrics = metrics;
    }

    /** Returns these prefixes, with placeholders. */
    String template() {
        return template;
    }

    /** Begins to move these messages. Leaves them where they are if this is a quarantine, or if messages of the maildrop are being moved. */
    void take(Route route, List<Entry> hidden) {
        Address maildrop = route.maildrop();
        if (hidden.isEmpty() || maildrop.isAnyOf(template) || !busy.add(maildrop)) {
            return;
        }
        background.execute(Context.current().wrap(() -> {
            try {
                move(route, hidden);
            } finally {
                busy.remove(maildrop);
            }
        }));
    }

    private void move(Route route, List<Entry> hidden) {
        Deque<Failure> failures = new ConcurrentLinkedDeque<>();
        try {
            Parallel.run(MOVES, hidden.size(), n -> {
                try {
                    move(route, hidden.get(n));
                } catch (Throwable e) {
                    Failure failure = new Failure(hidden.get(n), e);
                    if (!isOfOneMessage(e)) {
                        failures.addFirst(failure);
                        throw e;
                    }
                    failures.addLast(failure);
                }
            });
        } catch (ExecutionException _) {
            // It is among the failures.
        }
        Failure first = failures.peekFirst();
        if (first != null) {
            log.atLevel(level(first.cause())).addKeyValue("maildrop", route.maildrop())
                    .addKeyValue("key", first.message().key()).addKeyValue("failures", failures.size())
                    .setCause(first.cause()).log("hidden messages cannot be moved to mail.quarantine");
        }
    }

    /** Returns the log level of a failure. A temporary one needs no operator: the messages are moved after a later login. */
    private static Level level(Throwable cause) {
        boolean temporary = cause instanceof StoreException refused && refused.reason().temporary();
        return Sizes.level(cause) == Level.ERROR && temporary ? Level.WARN : Sizes.level(cause);
    }

    private void move(Route route, Entry message) throws StoreException, InterruptedException {
        moves.acquire();
        try {
            if (Moving.move(route.store(), message, route.prefix() + route.maildrop().keptName(message.key()))) {
                metrics.quarantined().increment();
            }
        } finally {
            moves.release();
        }
    }

    /** Returns whether a failure says nothing about other messages. */
    private static boolean isOfOneMessage(Throwable e) {
        return e instanceof StoreException refused
                && (refused.reason() == Reason.ARCHIVED || refused.reason() == Reason.REJECTED);
    }
}
