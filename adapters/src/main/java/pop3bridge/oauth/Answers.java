package pop3bridge.oauth;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.sources.Repeats;

/** Logs refused tokens and failures, each kind at most once a minute; knows whether the last token could be checked. Safe for use by many threads. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(OAuthTokens.class);

    private final Repeats repeats;
    private volatile Optional<String> problem = Optional.empty();

    Answers(Ticker time) {
        this.repeats = new Repeats(time);
    }

    /** Why the last token could not be checked; empty if it could. */
    Optional<String> problem() {
        return problem;
    }

    void accepted() {
        problem = Optional.empty();
    }

    void refused(Refusal why) {
        if (why.checked()) {
            problem = Optional.empty();
        }
        OptionalInt before = why.ordinary() ? OptionalInt.empty() : repeats.toLog(why);
        if (before.isPresent()) {
            LOG.atWarn().addKeyValue("reason", why.word()).addKeyValue("why", why.explanation())
                    .addKeyValue("repeats", before.getAsInt()).log("token refused");
        }
    }

    void failed(OAuthFailure failure) {
        if (failure.kind() != OAuthFailure.Kind.KEYS_TOO_OFTEN) {
            problem = Optional.of(failure.explanation());
        }
        log(failure, "token cannot be checked");
    }

    /** Keys could not be fetched, and those fetched before are in use. */
    void outage(OAuthFailure failure) {
        log(failure, "token keys cannot be fetched; the keys fetched earlier stay in use");
    }

    private void log(OAuthFailure failure, String message) {
        OptionalInt before = repeats.toLog(failure.kind());
        if (before.isPresent()) {
            LOG.atError().addKeyValue("reason", failure.kind().word()).addKeyValue("why", failure.explanation())
                    .addKeyValue("answer", failure.answer()).addKeyValue("repeats", before.getAsInt()).log(message);
        }
    }
}
