package pop3bridge.deploy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the log shows of an exception: its messages, its stack trace, or both. */
final class LogCause {
    private static final int DEEPEST = 10;

    private LogCause() {}

    /** Returns the messages of the exception and its causes; empty if there is none, or for a fault of the program. */
    static Optional<String> text(ILoggingEvent event) {
        return Optional.ofNullable(thrown(event)).filter(thrown -> !isFault(thrown)).map(LogCause::messages);
    }

    /** Returns whether the log shows the stack trace: for a fault of the program, and if the logger is at DEBUG. */
    static boolean isTraced(ILoggingEvent event) {
        Throwable thrown = thrown(event);
        return thrown == null || isFault(thrown) || LoggerFactory.getLogger(event.getLoggerName()).isDebugEnabled();
    }

    private static @Nullable Throwable thrown(ILoggingEvent event) {
        IThrowableProxy proxy = event.getThrowableProxy();
        Throwable thrown = proxy instanceof ThrowableProxy known ? known.getThrowable() : null;
        return thrown instanceof ExecutionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static boolean isFault(Throwable thrown) {
        return thrown instanceof RuntimeException || thrown instanceof Error;
    }

    private static String messages(Throwable thrown) {
        Set<String> messages = new LinkedHashSet<>();
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < DEEPEST; depth++) {
            String message = next.getMessage();
            messages.add(message == null ? next.getClass().getSimpleName() : message);
            next = next.getCause();
        }
        return String.join(": ", messages);
    }
}
