package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

/** The queue before the console, with the log configuration of the program. */
@Timeout(30)
final class LogQueueTest {
    private static final int FEW = 7;

    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("pop3bridge.Test");
    private final FunctionCounter lost;
    private final Pipe pipe = new Pipe();

    /** Standard error that takes a line for each permit. */
    private static final class Pipe extends OutputStream {
        private final Semaphore room = new Semaphore(0);
        private final Semaphore begun = new Semaphore(0);
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private volatile boolean full;

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            begun.release();
            room.acquireUninterruptibly();
            if (full) {
                throw new InterruptedIOException("no space left on device");
            }
            lines.add(new String(octets, offset, length, UTF_8).replaceAll("(?s)^\\S+ ", "").stripTrailing());
        }

        String next() throws InterruptedException {
            return Objects.requireNonNull(lines.poll(10, SECONDS));
        }
    }

    LogQueueTest() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LogOutput.observe(registry);
        lost = registry.get("pop3bridge.log.lines.lost").functionCounter();
    }

    @BeforeEach
    void configure() throws JoranException {
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(LogOutput.class.getResource("/logback.xml")));
        LogOutput.queue(context, pipe);
    }

    @AfterEach
    void stop() {
        pipe.room.release(Integer.MAX_VALUE / 2);
        context.stop();
    }

    private void log(int lines) {
        IntStream.range(0, lines).forEach(number -> log.atInfo().addKeyValue("number", number).log("line"));
    }

    @Test
    void linesThatDoNotFitAreLostAndCountedWhenTheReaderComesBack() throws Exception {
        double before = lost.count();
        log.atInfo().log("the pipe is full");
        pipe.begun.acquire();
        log(LogQueue.MOST_LINES + FEW);
        assertEquals(before + FEW, lost.count());
        pipe.room.release(Integer.MAX_VALUE / 2);
        assertEquals("INFO  Test the pipe is full", pipe.next());
        List<String> expected = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (int number = 0; number < LogQueue.MOST_LINES; number++) {
            expected.add("INFO  Test line number=\"" + number + "\"");
            seen.add(pipe.next());
        }
        assertEquals(expected, seen);
        assertEquals("WARN  LogQueue lines of the log were lost lines=\"" + FEW + "\"", pipe.next());
        assertEquals(before + FEW, lost.count());
    }

    @Test
    void linesThatCannotBeWrittenAreCountedAndTheNextOnesAreWritten() throws Exception {
        double before = lost.count();
        pipe.full = true;
        log(FEW);
        pipe.room.release(FEW);
        pipe.begun.acquire(FEW);
        log.atInfo().log("there is room again");
        pipe.begun.acquire();
        pipe.full = false;
        pipe.room.release(2);
        assertEquals("INFO  Test there is room again", pipe.next());
        assertEquals("WARN  LogQueue lines of the log were lost lines=\"" + FEW + "\"", pipe.next());
        assertEquals(before + FEW, lost.count());
    }

    @Test
    void repeatedWarningsAreLeftOutBeforeTheQueue() throws Exception {
        pipe.room.release(Integer.MAX_VALUE / 2);
        for (int i = 0; i < LogRepeats.LINES_PER_MINUTE + FEW; i++) {
            log.atWarn().log("again");
        }
        log.atInfo().log("end");
        for (int i = 0; i < LogRepeats.LINES_PER_MINUTE; i++) {
            assertEquals("WARN  Test again", pipe.next());
        }
        assertEquals("INFO  Test end", pipe.next());
    }

    @Test
    void stoppingDoesNotWaitForAReader() {
        log(FEW);
        assertTimeout(Duration.ofSeconds(5), context::stop);
    }
}
