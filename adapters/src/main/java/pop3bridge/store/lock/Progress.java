package pop3bridge.store.lock;

import java.time.Duration;
import pop3bridge.store.time.Timeline;
import pop3bridge.store.time.Timeline.Signal;

/** How far a list of removals has been carried out: told by the holder's thread, waited for by the session's. */
final class Progress {
    private final Signal end;
    private volatile int refused;
    private volatile int left;
    private volatile boolean ended;

    Progress(Timeline time) {
        this.end = time.signal();
    }

    /** By the holder: the store refuses one of them for good. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the holder's thread is the only one that writes
    void refused() {
        refused++;
    }

    /**
     * By the holder: nothing more will be done here.
     *
     * @param count how many removals are left to others
     */
    void end(int count) {
        left = count;
        ended = true;
        end.raise();
    }

    /** Waits until all has been done that will be, but not longer than this. */
    boolean await(Duration time) {
        return ended || end.await(time);
    }

    /** Returns how many have been refused so far. */
    int refusals() {
        return refused;
    }

    /** Returns how many have been left to others. */
    int left() {
        return left;
    }

    /** Returns whether nothing more will be done. */
    boolean ended() {
        return ended;
    }
}
