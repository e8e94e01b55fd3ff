package pop3bridge.guard;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Grants a limited number of slots for work that takes much processor time. Those of a lower rank go first; within a rank the clients take turns, so
 * that one that asks a hundred times waits as long for each as one that asks once. If too many wait, those who would be
 * served last make room for others. Safe for use by many threads.
 */
final class FairQueue {
    /** How often a waiting client is looked at, whether it is still there. */
    private static final long LOOK_MILLIS = 250;

    private final int maxWaiting;
    private final int maxWaitingPerClient;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Integer, LinkedHashMap<String, Deque<Turn>>> waiting = new TreeMap<>();
    private int free;
    private int waitingCount;

    /**
     * An empty queue.
     *
     * @param slots how many may work at once
     * @param maxWaiting how many may wait
     * @param maxWaitingPerClient how many of them for one client
     */
    FairQueue(int slots, int maxWaiting, int maxWaitingPerClient) {
        this.free = slots;
        this.maxWaiting = maxWaiting;
        this.maxWaitingPerClient = maxWaitingPerClient;
    }

    /** A request that waits. */
    private static final class Turn {
        private final CountDownLatch decided = new CountDownLatch(1);
        private volatile boolean refused;
    }

    /** Why a slot was not given. */
    enum Refusal {
        FULL,
        GONE
    }

    /** There is no slot for this client. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Refusal refusal;

        RefusedException(Refusal refusal) {
            super(refusal == Refusal.FULL ? "too many logins are waiting" : "client is gone");
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    /**
     * Waits for a slot, which is to be given back by {@link #release}.
     *
     * @param gone whether the client has left; then it waits no longer
     */
    void acquire(String client, int rank, BooleanSupplier gone) throws RefusedException, InterruptedException {
        Turn turn = new Turn();
        lock.lock();
        try {
            if (free > 0) {
                free--;
                return;
            }
            if (waitingOf(client) >= maxWaitingPerClient || (waitingCount >= maxWaiting && !makeRoom(client, rank))) {
                throw new RefusedException(Refusal.FULL);
            }
            waiting.computeIfAbsent(rank, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(client, _ -> new ArrayDeque<>()).add(turn);
            waitingCount++;
        } finally {
            lock.unlock();
        }
        boolean given = false;
        try {
            while (!turn.decided.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (gone.getAsBoolean()) {
                    throw new RefusedException(Refusal.GONE);
                }
            }
            given = true;
            if (turn.refused) {
                throw new RefusedException(Refusal.FULL);
            }
        } finally {
            if (!given) {
                leave(client, rank, turn);
            }
        }
    }

    private int waitingOf(String client) {
        return waiting.values().stream().map(clients -> clients.get(client)).filter(Objects::nonNull)
                .mapToInt(Deque::size).sum();
    }

    /**
     * Refuses the newest request of the client with most of them in the highest rank, if this client comes before it or
     * has fewer. Returns whether there is room now.
     */
    private boolean makeRoom(String client, int rank) {
        Map.Entry<Integer, LinkedHashMap<String, Deque<Turn>>> last = waiting.lastEntry();
        if (last == null || last.getKey() < rank) {
            return false;
        }
        Map.Entry<String, Deque<Turn>> most = Collections.max(last.getValue().entrySet(),
                Comparator.comparingInt(entry -> entry.getValue().size()));
        if (last.getKey() == rank && most.getValue().size() <= waitingOf(client) + 1) {
            return false;
        }
        Turn refused = most.getValue().removeLast();
        refused.refused = true;
        refused.decided.countDown();
        waitingCount--;
        removeEmpty(last.getKey(), most.getKey());
        return true;
    }

    /** Gives a slot back: to whoever is next. */
    void release() {
        lock.lock();
        try {
            Map.Entry<Integer, LinkedHashMap<String, Deque<Turn>>> first = waiting.firstEntry();
            if (first == null) {
                free++;
                return;
            }
            Map.Entry<String, Deque<Turn>> client = first.getValue().pollFirstEntry();
            client.getValue().remove().decided.countDown();
            waitingCount--;
            if (!client.getValue().isEmpty()) {
                first.getValue().putLast(client.getKey(), client.getValue());
            } else if (first.getValue().isEmpty()) {
                waiting.remove(first.getKey());
            }
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waitingCount;
        } finally {
            lock.unlock();
        }
    }

    /** A slot that was granted at this moment is passed on to the next client. */
    private void leave(String client, int rank, Turn turn) {
        lock.lock();
        try {
            if (turn.decided.getCount() == 0) {
                if (!turn.refused) {
                    release();
                }
                return;
            }
            Objects.requireNonNull(Objects.requireNonNull(waiting.get(rank)).get(client)).remove(turn);
            waitingCount--;
            removeEmpty(rank, client);
        } finally {
            lock.unlock();
        }
    }

    private void removeEmpty(int rank, String client) {
        LinkedHashMap<String, Deque<Turn>> clients = Objects.requireNonNull(waiting.get(rank));
        if (Objects.requireNonNull(clients.get(client)).isEmpty()) {
            clients.remove(client);
        }
        if (clients.isEmpty()) {
            waiting.remove(rank);
        }
    }
}
