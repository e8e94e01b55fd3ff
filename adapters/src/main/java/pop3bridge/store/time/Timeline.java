package pop3bridge.store.time;

import java.time.Duration;
import java.time.Instant;

/** Time, threads and random numbers for the lock protocol. Simulations provide their own. */
public interface Timeline {
    /** Returns monotonic time in nanoseconds; may stop while the machine is suspended. */
    long nanos();

    /** Returns the wall clock time; may jump. */
    Instant wall();

    /** Returns a uniformly distributed number from 0 to 1. */
    double random();

    /** Returns a unique 128-bit value as text. */
    String unique();

    /** Returns a new signal for one waiting thread. */
    Signal signal();

    /** Runs a task on a new thread. */
    void start(String name, Runnable task);

    /** Wakes a waiting thread; raises are counted. */
    interface Signal {
        /** Ends one wait, current or future. */
        void raise();

        /** Waits for a raise. Returns whether one came in time. */
        boolean await(Duration time);
    }

    /** Waits for this time. */
    default void sleep(Duration time) {
        signal().await(time);
    }

    /** Returns this time, randomly changed by up to 25 %. */
    default Duration jittered(Duration time) {
        return Duration.ofNanos((long) (time.toNanos() * (0.75 + random() / 2)));
    }
}
