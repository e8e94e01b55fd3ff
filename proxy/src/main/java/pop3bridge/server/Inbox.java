package pop3bridge.server;

import io.netty.channel.ChannelConfig;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What has arrived from the client and waits for the connection's thread: filled on the event loop, emptied by that one thread.
 * Above a bound nothing more is read from the socket. Reading is stopped at the channel and not by the socket's {@code pause}, so
 * that the end of input cannot overtake octets that came before it.
 */
final class Inbox {
    private static final int PAUSE_ABOVE = 64 * 1024;

    /** What the thread is handed. */
    sealed interface Event {
        /** Octets, as they came. */
        record Octets(byte[] octets) implements Event {}

        /** The client sends nothing more. */
        record End() implements Event {}

        /** The server wants to stop. */
        record Shutdown() implements Event {}

        /** Nothing came in time. */
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

    /** On the event loop. */
    void octets(byte[] octets) {
        events.add(new Event.Octets(octets));
        count(octets.length);
    }

    /** On the event loop, after the last octets; more than once does no harm. */
    void end() {
        events.add(END);
    }

    /** From any thread. */
    void shutdown() {
        shutdown = true;
        events.add(SHUTDOWN);
    }

    /** Returns whether the next event is a shutdown, whatever else waits. */
    boolean shuttingDown() {
        return shutdown;
    }

    /** What can be had without waiting. */
    Optional<Event> poll() {
        return shutdown ? Optional.of(SHUTDOWN) : Optional.ofNullable(events.poll()).map(this::taken);
    }

    /** Returns the next event; waits for it until then, by {@link Timing#nanoTime}. */
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

    /** The decision and the deed are one: a pause after the resumption that it should precede would never end. */
    private synchronized void count(int change) {
        boolean paused = waiting > PAUSE_ABOVE;
        waiting += change;
        if (paused != waiting > PAUSE_ABOVE) {
            channel.setAutoRead(paused);
        }
    }
}
