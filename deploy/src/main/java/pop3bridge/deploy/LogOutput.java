package pop3bridge.deploy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Config.LogFormat;

/** The log of the process. */
public final class LogOutput {
    private static final Logger log = LoggerFactory.getLogger(LogOutput.class);

    /** The name of the appender in {@code logback.xml}. */
    private static final String APPENDER = "STDERR";

    private LogOutput() {}

    /** Writes the log in this format, and without making others wait, from now on. Call {@link #finish} before the process ends. */
    public static void use(LogFormat format) {
        LoggerContext context = context();
        switch (format) {
            case TEXT -> {
            }
            case JSON -> json(context);
        }
        queue(context, new FileOutputStream(FileDescriptor.err));
    }

    /** Writes what waits, for at most a second. Lines that are logged later are not written. */
    public static void finish() {
        root(context()).iteratorForAppenders().forEachRemaining(appender -> {
            if (appender instanceof LogQueue queue) {
                queue.stop();
            }
        });
    }

    /** Registers how many lines the log leaves out or loses. */
    static void observe(MeterRegistry registry) {
        LogRepeats.observe(registry);
        LogQueue.observe(registry);
    }

    static void json(LoggerContext context) {
        if (root(context).getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> appender) {
            JsonLines lines = new JsonLines();
            lines.setContext(context);
            lines.start();
            appender.setEncoder(lines);
        } else {
            log.atWarn().log("log.format has no effect: the log configuration has no console appender STDERR");
        }
    }

    /** Puts a queue before the console appender. Another log configuration takes care of itself. */
    static void queue(LoggerContext context, OutputStream out) {
        if (root(context).getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> appender) {
            LogQueue queue = new LogQueue(context, appender, out);
            queue.start();
            root(context).addAppender(queue);
            boolean _ = root(context).detachAppender(appender);
        }
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static ch.qos.logback.classic.Logger root(LoggerContext context) {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
