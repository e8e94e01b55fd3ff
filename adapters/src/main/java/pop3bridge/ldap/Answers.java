package pop3bridge.ldap;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.sources.Repeats;

/**
 * Tells in the log what the directory answers, each kind of answer at once and then no more than once a minute with how many there were;
 * knows whether the last one was any good. Safe for use by many threads.
 */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(LdapAccounts.class);

    private final Repeats repeated;
    private volatile Optional<String> problem = Optional.empty();

    Answers(Ticker time) {
        this.repeated = new Repeats(time);
    }

    /** Why the last request failed; empty if it did not. */
    Optional<String> problem() {
        return problem;
    }

    void accepted() {
        problem = Optional.empty();
    }

    void refused(Refusal why) {
        problem = Optional.empty();
        OptionalInt repeats = why.ordinary() ? OptionalInt.empty() : repeated.toLog(why);
        if (repeats.isPresent()) {
            LOG.atWarn().addKeyValue("why", why.word()).addKeyValue("repeats", repeats.getAsInt())
                    .log("directory refused a login for a reason other than a wrong password");
        }
    }

    void failed(LdapFailure failure) {
        problem = Optional.of(failure.explanation());
        OptionalInt repeats = repeated.toLog(failure.kind());
        if (repeats.isPresent()) {
            LOG.atError().addKeyValue("reason", failure.kind().word()).addKeyValue("why", failure.explanation())
                    .addKeyValue("answer", failure.answer()).addKeyValue("repeats", repeats.getAsInt())
                    .log("directory cannot be queried");
        }
    }
}
