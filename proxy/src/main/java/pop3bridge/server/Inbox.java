package pop3bridge.server;

import io.netty.channel.ChannelConfig;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The queue of data from the client: filled on the event loop, emptied by the connection's thread. Above a limit, no
 * more data is read from the socket. Reading is stopped at the channel and not with the socket's {@code pause}, because
 * with {@code pause} the end of input could overtake earlier data.
 */
final class Inbox {
    private static final int PAUSE_ABOVE = 64 * 1024;

    /** An event for the thread. */
    sealed interface Event {
        /** Data, as it arrived. */
        record Octets(byte[] octets) implements Event {}

        /** The end of the client's input. */
        record End() implements Event {}

        /** The server is stopping. */
        record Shutdown() implements Event {}

        /** Nothing arrived in time. */
        record Timeout() implements Event {}
    }

    private static final Event END = new Event.End();
    private static final Event SHUTDOWN = new Event.Shutdown();
    private static final Event TIMEOUT = new Event.Timeout();

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ChannelConfig channel;
    private final Timing timing;
    private volatile boolean shutdown;
    private long waiting;

    Inbox(ChannelConfig channel, Timing timing) {
        this.channel = channel;
        this.timing = timing;
    }

    /** Called on the event loop. */
    void octets(byte[] octets) {
        events.add(new Event.Octets(octets));
        count(octets.length);
    }

    /** Called on the event loop after the last data; idempotent. */
    void end() {
        events.add(END);
    }

    /** On the event loop: forgets what has arrived and was not taken. */
    void discard() {
        events.removeIf(event -> {
            if (event instanceof Event.Octets(byte[] octets)) {
                count(-octets.length);
                return true;
            }
            return false;
        });
    }

    /** Called on any thread. */
    void shutdown() {
        shutdown = true;
        events.add(SHUTDOWN);
    }

    /** Returns whether the next event is a shutdown, which precedes all others. */
    boolean shuttingDown() {
        return shutdown;
    }

    /** Returns the next event without waiting, if there is one. */
    Optional<Event> poll() {
        return shutdown ? Optional.of(SHUTDOWN) : Optional.ofNullable(events.poll()).map(this::taken);
    }

    /** Returns the next event; waits for it until the deadline, by {@link Timing#nanoTime}. */
    Event take(long deadline) throws InterruptedException {
        if (shutdown) {
            return SHUTDOWN;
        }
        Event event = timing.poll(events, deadline);
        return event == null ? TIMEOUT : taken(event);
    }

    private Event taken(Event event) {
        if (event instanceof Event.Octets(byte[] octets)) {
            count(-octets.length);
        }
        return event;
    }

    /**
     * Decides and acts atomically: a pause that is executed after the resumption that should follow it would never end.
     */
    private synchronized void count(int change) {
        boolean paused = waiting > PAUSE_ABOVE;
        waiting += change;
        if (paused != waiting > PAUSE_ABOVE) {
            channel.setAutoRead(paused);
        }
    }
}
