package pop3bridge.deploy;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Writes the stack trace of an exception after the line, where {@link LogValues} does not say enough. Logback calls it on any thread. */
public final class LogTrace extends ThrowableProxyConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return LogCause.isTraced(event) ? super.convert(event) : "";
    }
}
