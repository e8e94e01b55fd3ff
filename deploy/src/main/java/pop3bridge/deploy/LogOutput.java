package pop3bridge.deploy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Config.LogFormat;

/** The log of the process. */
public final class LogOutput {
    private static final Logger log = LoggerFactory.getLogger(LogOutput.class);

    /** The name of the appender in {@code logback.xml}. */
    private static final String APPENDER = "STDERR";

    private LogOutput() {}

    /** Writes the log in this format from now on. */
    public static void use(LogFormat format) {
        switch (format) {
            case TEXT -> {
            }
            case JSON -> json((LoggerContext) LoggerFactory.getILoggerFactory());
        }
    }

    static void json(LoggerContext context) {
        if (context.getLogger(Logger.ROOT_LOGGER_NAME)
                .getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> appender) {
            JsonLines lines = new JsonLines();
            lines.setContext(context);
            lines.start();
            appender.setEncoder(lines);
        } else {
            log.atWarn().log("log.format has no effect: the log configuration has no console appender STDERR");
        }
    }
}
