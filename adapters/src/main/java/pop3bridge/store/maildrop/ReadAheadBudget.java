package pop3bridge.store.maildrop;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Limits what all sessions together fetch in advance: the octets held in memory, and the share of octets that no client
 * requests. Thread-safe.
 */
final class ReadAheadBudget {
    private static final int LARGEST = 64 * 1024 * 1024;

    /** The part of the heap that it may use. */
    private static final int HEAP_SHARE = 16;

    /** Octets may be wasted up to this share of those used, one in ten, and this amount. */
    private static final int WASTED_SHARE = 10;
    private static final long WASTED_FREELY = 1024 * 1024;

    private final int octets;
    private final Semaphore free;
    private final LongAdder used = new LongAdder();
    private final LongAdder wasted = new LongAdder();
    private final MaildropMetrics metrics;

    /**
     * @param octets the maximum number of octets in memory
     */
    ReadAheadBudget(int octets, MaildropMetrics metrics) {
        this.octets = octets;
        this.free = new Semaphore(octets);
        this.metrics = metrics;
    }

    /** Returns the budget for this process's heap. */
    static ReadAheadBudget ofHeap(MaildropMetrics metrics) {
        return new ReadAheadBudget((int) Math.min(LARGEST, Runtime.getRuntime().maxMemory() / HEAP_SHARE), metrics);
    }

    /** Returns the maximum number of octets in memory. */
    int octets() {
        return octets;
    }

    /** Returns whether these octets, which are read anyway, may be kept; each success requires a {@link #releaseKept}. */
    boolean reserveToKeep(int count) {
        return free.tryAcquire(count);
    }

    /** Frees octets that were kept. */
    void releaseKept(int count) {
        free.release(count);
    }

    /** Returns whether these octets may be fetched now; each success requires a {@link #release}. */
    boolean reserve(int octets) {
        return wasted.sum() < WASTED_FREELY + used.sum() / WASTED_SHARE && free.tryAcquire(octets);
    }

    /**
     * Frees reserved octets.
     *
     * @param requested whether a client requested them
     */
    void release(int octets, boolean requested) {
        (requested ? used : wasted).add(octets);
        metrics.readAhead(octets, requested);
        free.release(octets);
    }
}
