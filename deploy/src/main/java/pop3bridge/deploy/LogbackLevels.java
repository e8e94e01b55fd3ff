package pop3bridge.deploy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import pop3bridge.management.LogLevels;

/** The levels of Logback's loggers. */
final class LogbackLevels implements LogLevels {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogbackLevels.class);

    private static final List<Level> LEVELS = List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR,
            Level.OFF);

    @Override
    public String level(String logger) {
        return logger(logger).getEffectiveLevel().toString();
    }

    @Override
    public Optional<String> change(String logger, String level) {
        Optional<Level> known = LEVELS.stream().filter(its -> its.toString().equalsIgnoreCase(level)).findFirst();
        known.ifPresent(its -> {
            logger(logger).setLevel(its);
            log.atInfo().addKeyValue("logger", logger).addKeyValue("level", its).log("level of the log changed");
        });
        return known.map(Level::toString);
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
