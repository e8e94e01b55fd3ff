package pop3bridge.store.lock;

import java.time.Duration;
import pop3bridge.store.time.Timeline;
import pop3bridge.store.time.Timeline.Signal;

/** The progress of a list of removals: updated by the holder's thread, awaited by the session's thread. */
final class Progress {
    private final Signal end;
    private volatile int refused;
    private volatile int left;
    private volatile boolean ended;

    Progress(Timeline time) {
        this.end = time.signal();
    }

    /** Called by the holder: the store permanently refuses one of them. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the holder's thread writes
    void refused() {
        refused++;
    }

    /**
     * Called by the holder: this process makes no further attempts.
     *
     * @param count how many removals are left to other sessions
     */
    void end(int count) {
        left = count;
        ended = true;
        end.raise();
    }

    /** Waits for the end, at most this long. Returns whether it was reached. */
    boolean await(Duration time) {
        return ended || end.await(time);
    }

    /** Returns how many have been refused so far. */
    int refusals() {
        return refused;
    }

    /** Returns how many are left to other sessions. */
    int left() {
        return left;
    }

    /** Returns whether this process makes no further attempts. */
    boolean ended() {
        return ended;
    }
}
