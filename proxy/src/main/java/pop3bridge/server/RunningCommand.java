package pop3bridge.server;

import java.time.Duration;
import java.util.Optional;
import pop3bridge.net.Timing;

/** For how long a connection's command in progress has been running. Set by the connection's thread, read on any thread. */
final class RunningCommand {
    private static final long NONE = Long.MIN_VALUE;

    private final Timing timing;
    private volatile long began = NONE;

    RunningCommand(Timing timing) {
        this.timing = timing;
    }

    /**
     * @param now by {@link Timing#nanoTime}
     */
    void begins(long now) {
        began = now;
    }

    void ends() {
        began = NONE;
    }

    /** Returns the time since it began; empty if no command is in progress. */
    Optional<Duration> time() {
        long since = began;
        return since == NONE ? Optional.empty() : Optional.of(Duration.ofNanos(timing.nanoTime() - since));
    }
}
