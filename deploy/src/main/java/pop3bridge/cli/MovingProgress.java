package pop3bridge.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.moving.Import;
import pop3bridge.moving.MailSource;

/** Shows how a long command advances: a line that is renewed each second if there is a terminal, and problems. Thread-safe. */
final class MovingProgress implements Import.Watcher {
    private static final long SECOND = 1_000_000_000L;
    private static final String ERASED = "\r\u001B[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final long begin = System.nanoTime();
    private long shown = begin;
    private long count;
    private boolean lineShown;

    MovingProgress(PrintWriter err) {
        this(err, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
    }

    MovingProgress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    @Override
    public void failed(String name, String reason) {
        problem(name + ": " + reason);
    }

    /** Prints a problem. */
    synchronized void problem(String text) {
        erase();
        err.println("pop3bridge: " + Printable.of(text));
        err.flush();
    }

    @Override
    public void advanced(MailSource source) {
        show(source.done());
    }

    /** Counts another message. */
    synchronized void show(double done) {
        count++;
        long now = System.nanoTime();
        if (terminal && now - shown >= SECOND) {
            shown = now;
            err.print(ERASED + text(count, done, Duration.ofNanos(now - begin)));
            err.flush();
            lineShown = true;
        }
    }

    static String text(long count, double done, Duration time) {
        double seconds = Math.max(1, time.toMillis()) / 1000.0;
        String left = done > 0 ? ", about %d s left".formatted(Math.round(seconds / done - seconds)) : "";
        return String.format(Locale.ROOT, "%d messages, %.0f %%, %.0f/s%s", count, done * 100, count / seconds, left);
    }

    /** Prints how far the command got, and how to continue. */
    void interrupted() {
        problem("interrupted after " + count() + " messages: repeat the command to continue");
    }

    private synchronized long count() {
        return count;
    }

    /** Removes the line. */
    synchronized void end() {
        erase();
        err.flush();
    }

    private void erase() {
        if (lineShown) {
            err.print(ERASED);
            lineShown = false;
        }
    }

    /** Returns how long the command has run. */
    Duration time() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
