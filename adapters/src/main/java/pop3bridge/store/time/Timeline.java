package pop3bridge.store.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

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

    /**
     * Returns an alarm for work that has a thread only while there is some. The work is done after each
     * {@link Alarm#wake}, and when the time that it returned last has passed, but never twice at a time.
     *
     * @param work does what is due, and returns after what time it is due again, a positive one; empty at its end
     */
    Alarm alarm(String name, Supplier<Optional<Duration>> work);

    /** Starts work. */
    interface Alarm {
        /** Has the work done soon, once more if it is being done. May be called on any thread. */
        void wake();
    }

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
