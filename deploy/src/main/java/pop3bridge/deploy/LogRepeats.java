package pop3bridge.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.event.KeyValuePair;

/**
 * Keeps a fault that concerns every request from filling the log: of each warning and error, {@link #LINES_PER_MINUTE} lines are written in a
 * minute. The first line after that has the number of those left out as {@code repeats}.
 */
public final class LogRepeats extends Filter<ILoggingEvent> {
    static final int LINES_PER_MINUTE = 20;

    /** Libraries may write messages that are not constant. */
    private static final int MOST_MESSAGES = 1000;

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /** Of all filters: logback makes them, so that they cannot be given a registry. */
    private static final LongAdder LEFT_OUT = new LongAdder();

    private final Map<String, Minute> minutes = new HashMap<>();

    private static final class Minute {
        private long began;
        private int lines;
        private int leftOut;
    }

    /** Creates the filter. */
    public LogRepeats() {}

    /** Registers how many lines were left out. */
    static void observe(MeterRegistry registry) {
        FunctionCounter.builder("pop3bridge.log.lines.left.out", LEFT_OUT, LongAdder::sum)
                .description("Warnings and errors that the log has left out because they repeat").register(registry);
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        int leftOut = leftOutBefore(event);
        if (leftOut > 0 && event instanceof LoggingEvent line) {
            line.addKeyValuePair(new KeyValuePair("repeats", leftOut));
        }
        return leftOut < 0 ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    /** Returns how many lines like this were left out since the last one that was written; -1 if this one is to be left out. */
    private synchronized int leftOutBefore(ILoggingEvent event) {
        if (minutes.size() >= MOST_MESSAGES) {
            minutes.clear();
        }
        Minute minute = minutes.computeIfAbsent(event.getLoggerName() + " " + event.getMessage(), _ -> new Minute());
        if (Math.abs(event.getTimeStamp() - minute.began) >= MINUTE) {
            minute.began = event.getTimeStamp();
            minute.lines = 0;
        }
        if (minute.lines >= LINES_PER_MINUTE) {
            minute.leftOut++;
            LEFT_OUT.increment();
            return -1;
        }
        minute.lines++;
        int leftOut = minute.leftOut;
        minute.leftOut = 0;
        return leftOut;
    }
}
