package pop3bridge.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The lines of one user's sessions that have not been taken yet. If there are too many, the oldest are left out. Thread-safe. */
public final class Trace {
    /** The maximum number of lines that wait to be taken. */
    public static final int MOST_LINES = 5_000;

    private final String user;
    private final Deque<TraceLine> lines = new ArrayDeque<>();
    private long leftOut;

    /**
     * Lines that have been taken.
     *
     * @param leftOut how many lines before them were left out
     */
    public record Taken(long leftOut, List<TraceLine> lines) {}

    Trace(String user) {
        this.user = user;
    }

    /** Returns whether this name is the user's. Upper and lower case are the same: a device may have the name in the wrong case. */
    boolean isOf(String name) {
        return user.equalsIgnoreCase(name);
    }

    synchronized void add(TraceLine line) {
        if (lines.size() == MOST_LINES) {
            TraceLine _ = lines.remove();
            leftOut++;
        }
        lines.add(line);
    }

    /** Notes that lines are missing here. */
    synchronized void leavesOut(long count) {
        leftOut += count;
    }

    /** Takes the oldest lines, at most this number. */
    public synchronized Taken take(int most) {
        List<TraceLine> taken = new ArrayList<>();
        while (taken.size() < most && !lines.isEmpty()) {
            taken.add(lines.remove());
        }
        Taken result = new Taken(leftOut, taken);
        leftOut = 0;
        return result;
    }
}
