package pop3bridge.store.maildrop;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;

/**
 * Small messages that were read to measure them, kept for the RETR that mostly follows: a client that asks for the sizes of new messages
 * fetches them next. Thread-safe.
 */
final class MeasuredMessages {
    /** The part of the budget that one session may use. */
    private static final int SHARE = 8;

    private final ReadAheadBudget budget;
    private final int most;
    private final AtomicInteger octets = new AtomicInteger();
    private final Map<Integer, byte[]> bodies = new ConcurrentHashMap<>();

    MeasuredMessages(ReadAheadBudget budget) {
        this.budget = budget;
        this.most = budget.octets() / SHARE;
    }

    /** Returns whether a message of this size may be kept; if so, {@link #keep} or {@link #giveUp} follows. */
    boolean reserve(long size) {
        if (size > StoredContent.READ_AHEAD) {
            return false;
        }
        int own = (int) size;
        if (octets.addAndGet(own) <= most && budget.reserveToKeep(own)) {
            return true;
        }
        octets.addAndGet(-own);
        return false;
    }

    void keep(int index, byte[] body) {
        bodies.put(index, body);
    }

    /** Frees what was reserved. */
    void giveUp(int size) {
        octets.addAndGet(-size);
        budget.releaseKept(size);
    }

    boolean contains(int index) {
        return bodies.containsKey(index);
    }

    /** Returns a message by its index from 0, once. */
    Optional<Download> take(int index, Entry message) {
        byte[] body = bodies.remove(index);
        if (body == null) {
            return Optional.empty();
        }
        giveUp(body.length);
        return Optional.of(new MessageInMemory(message, body));
    }

    /** Gives up all of them. */
    void close() {
        bodies.values().forEach(body -> giveUp(body.length));
        bodies.clear();
    }
}
