package pop3bridge.deploy;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;

/**
 * Writes the log on a thread of its own, so that no session waits while nobody reads standard error or its disk is full. Lines that find the
 * queue full, or cannot be written, are lost and counted. When lines are written again, one of them says how many were lost. Safe for use by
 * many threads.
 */
final class LogQueue extends AsyncAppender {
    /** How many lines wait at most, of about 1 KiB of heap each. */
    static final int MOST_LINES = 5_000;

    /** How long the last lines may take when the process stops. */
    private static final Duration FLUSH = Duration.ofSeconds(1);

    /** Of all queues: there is one in a process, which exists before the registry. */
    private static final LongAdder LOST = new LongAdder();

    private final Logger log;
    private final AtomicLong untold = new AtomicLong();

    /**
     * Creates a queue, which has to be started.
     *
     * @param console writes the lines; its filters become those of the queue
     * @param out where the lines go
     */
    LogQueue(LoggerContext context, ConsoleAppender<ILoggingEvent> console, OutputStream out) {
        log = context.getLogger(LogQueue.class);
        setContext(context);
        setName("QUEUE");
        setQueueSize(MOST_LINES);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        setMaxFlushTime((int) FLUSH.toMillis());
        // Filters may change a line, which others read after it is in the queue.
        console.getCopyOfAttachedFiltersList().forEach(this::addFilter);
        console.clearAllFilters();
        console.setOutputStream(new Lines(out));
        addAppender(console);
    }

    /** Registers how many lines were lost. */
    static void observe(MeterRegistry registry) {
        FunctionCounter.builder("pop3bridge.log.lines.lost", LOST, LongAdder::sum)
                .description("Lines of the log that were lost because they could not be written").register(registry);
    }

    /** One at a time, so that no other line takes the last place between the question and the answer. */
    @Override
    protected synchronized void append(ILoggingEvent line) {
        if (getRemainingCapacity() == 0) {
            lost();
        } else {
            super.append(line);
        }
    }

    private void lost() {
        LOST.increment();
        untold.incrementAndGet();
    }

    /** Gets each line in one piece, on the thread of the queue. */
    private final class Lines extends OutputStream {
        private final OutputStream out;

        private Lines(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) {
            write(new byte[]{(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            try {
                out.write(octets, offset, length);
                out.flush();
            } catch (IOException _) {
                // A console appender that sees an exception never writes again.
                lost();
                return;
            }
            // While the queue is almost full, more lines may be lost.
            if (untold.get() > 0 && getRemainingCapacity() >= MOST_LINES / 2) {
                log.atWarn().addKeyValue("lines", untold.getAndSet(0)).log("lines of the log were lost");
            }
        }
    }
}
