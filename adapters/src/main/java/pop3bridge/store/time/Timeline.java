package pop3bridge.store.time;

import java.time.Duration;
import java.time.Instant;

/** Time, threads and chance as the lock protocol sees them; a simulation has a timeline of its own. */
public interface Timeline {
    /** Monotonic time; may stand still while the machine is suspended. */
    long nanos();

    /** The wall clock; may jump. */
    Instant wall();

    /** A number from 0 to 1, evenly spread. */
    double random();

    /** 128 random bits, as text. */
    String unique();

    /** A signal for one thread to wait for. */
    Signal signal();

    /** Runs a task on a thread of its own. */
    void start(String name, Runnable task);

    /** Counts calls and hands them to whoever waits. */
    interface Signal {
        /** Lets one wait end: one that is under way or one that is still to come. */
        void raise();

        /** Waits for a call; returns whether there was one in time. */
        boolean await(Duration time);
    }

    /** Waits so long. */
    default void sleep(Duration time) {
        signal().await(time);
    }

    /** This time, up to a quarter more or less. */
    default Duration jittered(Duration time) {
        return Duration.ofNanos((long) (time.toNanos() * (0.75 + random() / 2)));
    }
}
