package pop3bridge.server;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import pop3bridge.net.ClientSocket;
import pop3bridge.net.Timing;
import pop3bridge.server.ServerConfig.Timeouts;

/**
 * How long a connection may still be silent: after login from command to command (RFC 1939 §3), before it for the whole connection. For use by
 * the connection's thread.
 */
final class Deadlines {
    private final Timeouts timeouts;
    private final Timing timing;
    private final BooleanSupplier loggedIn;
    private final long openedAt;
    private volatile long lastCommandAt;

    Deadlines(Timeouts timeouts, Timing timing, BooleanSupplier loggedIn) {
        this.timeouts = timeouts;
        this.timing = timing;
        this.loggedIn = loggedIn;
        this.openedAt = timing.nanoTime();
        this.lastCommandAt = openedAt;
    }

    void commandEnded() {
        lastCommandAt = timing.nanoTime();
    }

    /** When the next command must be there, by {@link Timing#nanoTime}. */
    long nextCommand() {
        return loggedIn.getAsBoolean()
                ? lastCommandAt + timeouts.idle().toNanos()
                : openedAt + timeouts.login().toNanos();
    }

    boolean haveExpired() {
        return nextCommand() - timing.nanoTime() <= 0;
    }

    /**
     * How long a client may read nothing. Such a client is inactive too, but a late reply to a login still has time to be sent.
     */
    Duration patienceWithAReader() {
        if (loggedIn.getAsBoolean()) {
            return timeouts.idle();
        }
        Duration left = Duration.ofNanos(nextCommand() - timing.nanoTime());
        return left.compareTo(ClientSocket.LINGER) > 0 ? left : ClientSocket.LINGER;
    }

    /** How long ago the last command ended, or the connection opened. May be called on any thread. */
    Duration sinceLastCommand() {
        return Duration.ofNanos(timing.nanoTime() - lastCommandAt);
    }

    /** May be called on any thread. */
    Duration sinceOpened() {
        return Duration.ofNanos(timing.nanoTime() - openedAt);
    }
}
