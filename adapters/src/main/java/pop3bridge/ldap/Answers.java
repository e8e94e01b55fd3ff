package pop3bridge.ldap;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log what the directory answers, each kind of answer at once and then no more than once a minute with how many there were;
 * knows whether the last one was any good. Safe for use by many threads.
 */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(LdapAccounts.class);
    private static final long EVERY = Duration.ofMinutes(1).toNanos();

    private final Ticker time;
    private final Map<Enum<?>, Told> told = new HashMap<>();
    private volatile Optional<String> problem = Optional.empty();

    /** When a kind of answer was told last, and how many there were since. */
    private record Told(long at, int repeats) {}

    Answers(Ticker time) {
        this.time = time;
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
        int repeats = why.ordinary() ? -1 : repeatsToTell(why);
        if (repeats >= 0) {
            LOG.atWarn().addKeyValue("why", why.word()).addKeyValue("repeats", repeats)
                    .log("directory refuses a login for another reason than a wrong password");
        }
    }

    void failed(LdapFailure failure) {
        problem = Optional.of(failure.explanation());
        int repeats = repeatsToTell(failure.kind());
        if (repeats >= 0) {
            LOG.atError().addKeyValue("reason", failure.kind().word()).addKeyValue("why", failure.explanation())
                    .addKeyValue("answer", failure.answer()).addKeyValue("repeats", repeats)
                    .log("directory cannot be asked");
        }
    }

    /** How many have not been told; -1 if it is not time yet. */
    private synchronized int repeatsToTell(Enum<?> kind) {
        long now = time.read();
        Told last = told.get(kind);
        if (last != null && now - last.at() < EVERY) {
            told.put(kind, new Told(last.at(), last.repeats() + 1));
            return -1;
        }
        told.put(kind, new Told(now, 0));
        return last == null ? 0 : last.repeats();
    }
}
