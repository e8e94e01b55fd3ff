package pop3bridge.trace;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The traces that are running. Sessions look at them at each command, so without a trace that costs one volatile read. Thread-safe. */
public final class Traces {
    /** The maximum number of traces at a time. */
    public static final int MOST = 4;

    private final InstantSource clock;

    private volatile List<Trace> running = List.of();

    /**
     * Creates it without traces.
     *
     * @param clock for the times of the lines
     */
    public Traces(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Traces a user from now on, until {@link #stop}.
     *
     * @param user the account, or the name that a client sends, in any case
     * @return empty if {@link #MOST} traces are running
     */
    public synchronized Optional<Trace> start(String user) {
        if (running.size() == MOST) {
            return Optional.empty();
        }
        Trace trace = new Trace(user);
        running = Stream.concat(running.stream(), Stream.of(trace)).toList();
        return Optional.of(trace);
    }

    /** Ends a trace. Has no effect if it has ended. */
    public synchronized void stop(Trace trace) {
        running = running.stream().filter(other -> other != trace).toList();
    }

    List<Trace> running() {
        return running;
    }

    /**
     * Returns what a new session passes its lines to.
     *
     * @param id the session's identifier in the log
     */
    public SessionTrace session(String id) {
        return new SessionTrace(this, clock, id);
    }
}
