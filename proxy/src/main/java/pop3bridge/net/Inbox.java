package pop3bridge.net;

import io.netty.channel.ChannelConfig;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The queue of data from the client: filled on the event loop, emptied by the connection's thread. A thread that finds it empty can
 * wait, or {@link #rest}: then it ends, and the next event begins another. Above a limit, no more data is read from the socket. Reading is stopped at the channel and not with the socket's {@code pause}, because
 * with {@code pause} the end of input could overtake earlier data.
 */
public final class Inbox {
    private static final int PAUSE_ABOVE = 64 * 1024;

    /** An event for the thread. */
    public sealed interface Event {
        /** Data, as it arrived. */
        record Octets(byte[] octets) implements Event {}

        /** The end of the client's input. */
        record End() implements Event {}

        /**
         * The session has to end.
         *
         * @param end why
         * @param farewell the text of the last reply
         */
        record Stop(ConnectionEnd end, String farewell) implements Event {
            private static final Stop SHUTDOWN = new Stop(ConnectionEnd.SHUTDOWN,
                    "server is shutting down, try again later");
            private static final Stop KICKED = new Stop(ConnectionEnd.KICKED,
                    "session was ended by an operator, try again later");
        }

        /** Nothing arrived in time. */
        record Timeout() implements Event {}
    }

    private static final Event END = new Event.End();
    private static final Event TIMEOUT = new Event.Timeout();

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ChannelConfig channel;
    private final ScheduledExecutorService eventLoop;
    private final Timing timing;
    private volatile Event.@Nullable Stop stop;
    private long waiting;
    private @Nullable Rest rest;
    private @Nullable Alarm alarm;
    private volatile boolean timedOut;

    /** There is no thread until something arrives, or the deadline has passed. */
    private record Rest(long deadline, Runnable wake) {}

    /** Set for a deadline that may have been put off since. */
    private record Alarm(long time, Future<?> future) {}

    Inbox(ChannelConfig channel, ScheduledExecutorService eventLoop, Timing timing) {
        this.channel = channel;
        this.eventLoop = eventLoop;
        this.timing = timing;
    }

    /** Called on the event loop. */
    void octets(byte[] octets) {
        add(new Event.Octets(octets));
        count(octets.length);
    }

    /** Called on the event loop after the last data; idempotent. */
    void end() {
        add(END);
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

    /** Stops the session because the server stops. Called on any thread. */
    public void shutdown() {
        stop(Event.Stop.SHUTDOWN);
    }

    /** Stops the session because an operator wants it. Called on any thread. */
    public void kick() {
        stop(Event.Stop.KICKED);
    }

    private void stop(Event.Stop event) {
        stop = event;
        add(event);
    }

    /** In one step with {@link #rest}: else an event that its thread has already taken could wake the next one, for nothing. */
    private void add(Event event) {
        Optional<Rest> woken;
        synchronized (this) {
            events.add(event);
            woken = endOfRest();
        }
        woken.ifPresent(rested -> rested.wake().run());
    }

    private synchronized Optional<Rest> endOfRest() {
        Optional<Rest> ended = Optional.ofNullable(rest);
        rest = null;
        return ended;
    }

    /**
     * Lets the thread end if there is nothing for it.
     *
     * @param deadline when the event becomes {@link Event.Timeout}, by {@link Timing#nanoTime}
     * @param wake run once, on any thread, when there is an event
     * @return whether the thread must end; otherwise there is an event
     */
    public synchronized boolean rest(long deadline, Runnable wake) {
        if (stop != null || !events.isEmpty()) {
            return false;
        }
        rest = new Rest(deadline, wake);
        // Most deadlines are put off before they have passed. The alarm stays as it is, and looks again when it rings.
        if (alarm != null && alarm.time() - deadline > 0) {
            cancelDeadline();
        }
        if (alarm == null) {
            setAlarm(deadline);
        }
        return true;
    }

    private synchronized void setAlarm(long deadline) {
        alarm = new Alarm(deadline, timing.at(deadline, this::ring, eventLoop));
    }

    private void ring() {
        Optional<Rest> woken;
        synchronized (this) {
            alarm = null;
            if (rest == null) {
                return;
            }
            if (rest.deadline() - timing.nanoTime() > 0) {
                setAlarm(rest.deadline());
                return;
            }
            timedOut = true;
            woken = endOfRest();
        }
        woken.ifPresent(rested -> rested.wake().run());
    }

    /** Forgets the deadline of the last rest. */
    public synchronized void cancelDeadline() {
        if (alarm != null) {
            alarm.future().cancel(false);
            alarm = null;
        }
    }

    /** Returns why the session has to end: the next event, which precedes all others; empty if it does not have to. */
    public Optional<Event.Stop> stopped() {
        return Optional.ofNullable(stop);
    }

    /** Returns the next event without waiting, if there is one. {@link Event.Timeout} is one after a {@link #rest}. */
    public Optional<Event> poll() {
        Event.Stop next = stop;
        if (next != null) {
            return Optional.of(next);
        }
        Event event = events.poll();
        // A client that has spoken by now was not silent.
        boolean silent = timedOut && event == null;
        timedOut = false;
        return silent ? Optional.of(TIMEOUT) : Optional.ofNullable(event).map(this::taken);
    }

    /** Returns the next event; waits for it until the deadline, by {@link Timing#nanoTime}. */
    public Event take(long deadline) throws InterruptedException {
        Event.Stop next = stop;
        if (next != null) {
            return next;
        }
        Event event = timing.poll(events, deadline);
        return event == null ? TIMEOUT : taken(event);
    }

    /** Returns the next event like {@link #take}, even if the session has to end, for what must be complete before. */
    public Event takeBeforeStop(long deadline) throws InterruptedException {
        Event event;
        do {
            event = timing.poll(events, deadline);
        } while (event instanceof Event.Stop);
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
