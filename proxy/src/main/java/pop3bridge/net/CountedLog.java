package pop3bridge.net;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.OptionalInt;

/**
 * Keeps what strangers can cause at will from filling the log: of each kind a few lines a minute are written, and the next minute's first
 * line says how many were left out. Safe for use by many threads.
 */
public final class CountedLog {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int MAX_KINDS = 10_000;

    private final Timing timing;
    private final int linesPerMinute;
    private final LinkedHashMap<String, Minute> minutes = new LinkedHashMap<>();

    private static final class Minute {
        private long began;
        private int lines;
        private int leftOut;
    }

    /**
     * @param linesPerMinute the most lines of one kind in a minute
     */
    public CountedLog(Timing timing, int linesPerMinute) {
        this.timing = timing;
        this.linesPerMinute = linesPerMinute;
    }

    /**
     * Whether to write a line of this kind now, and how many were left out since the last one; empty if this one is to be left out.
     *
     * @param kind a word for the event, with the client's address where each address has lines of its own
     */
    public synchronized OptionalInt leftOutBefore(String kind) {
        long now = timing.nanoTime();
        if (minutes.size() >= MAX_KINDS && !minutes.containsKey(kind)) {
            // The oldest kind is forgotten: a flood of kinds must not hide the events of others.
            minutes.pollFirstEntry();
        }
        Minute minute = minutes.computeIfAbsent(kind, _ -> {
            Minute first = new Minute();
            first.began = now;
            return first;
        });
        if (now - minute.began >= MINUTE) {
            minute.began = now;
            minute.lines = 0;
        }
        if (minute.lines >= linesPerMinute) {
            minute.leftOut++;
            return OptionalInt.empty();
        }
        minute.lines++;
        int leftOut = minute.leftOut;
        minute.leftOut = 0;
        return OptionalInt.of(leftOut);
    }
}
