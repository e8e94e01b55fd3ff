package pop3bridge.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import pop3bridge.management.Problems;

/** Passes the warnings and errors in the log to the status page. Logback calls it on any thread. */
final class ProblemLog extends AppenderBase<ILoggingEvent> {
    private static final int MOST_CHARACTERS = 300;
    private static final String ADVICE = "advice";

    private final Problems problems;
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private ProblemLog(Problems problems) {
        this.problems = problems;
        setName("problems");
        setContext(root.getLoggerContext());
    }

    /** Begins to pass lines on. */
    static ProblemLog attach(Problems problems) {
        ProblemLog log = new ProblemLog(problems);
        log.start();
        log.root.addAppender(log);
        return log;
    }

    void detach() {
        boolean _ = root.detachAppender(this);
        stop();
    }

    /** Returns what to do about a line, by its text. */
    static Map<String, String> advice() {
        try (InputStream in = Objects.requireNonNull(ProblemLog.class.getResourceAsStream(ADVICE))) {
            Map<String, String> advice = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int equals = line.indexOf(" = ");
                advice.put(line.substring(0, equals), line.substring(equals + 3));
            });
            return advice;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            problems.add(new Problems.Line(event.getInstant(), event.getLevel().toString(),
                    bounded(event.getFormattedMessage()), values(event)));
        }
    }

    private static List<Map.Entry<String, String>> values(ILoggingEvent event) {
        List<Map.Entry<String, String>> values = new ArrayList<>();
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> values.add(Map.entry(pair.key, bounded(String.valueOf(pair.value)))));
        }
        IThrowableProxy cause = event.getThrowableProxy();
        if (cause != null) {
            values.add(Map.entry("cause", bounded(cause.getClassName() + ": " + cause.getMessage())));
        }
        return values;
    }

    private static String bounded(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
}
