package pop3bridge.store.maildrop;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Restore;
import pop3bridge.store.StoreException;

/**
 * Asks the store to make archived messages readable when clients retrieve them. A store needs minutes or hours for it, and
 * clients try again all that time: it is asked once an hour. Thread-safe.
 */
final class Archive {
    private static final Logger log = LoggerFactory.getLogger(Archive.class);

    private static final Duration ASK_AGAIN = Duration.ofHours(1);

    /** Short, so that a restored message can soon be read. */
    private static final Duration READ_AGAIN = Duration.ofMinutes(10);
    private static final int REMEMBERED = 100_000;

    private record Message(String bucket, String key, String etag) {}

    private final Optional<Restore> how;
    private final MaildropMetrics metrics;
    private final Cache<Message, Boolean> asked = Caffeine.newBuilder().maximumSize(REMEMBERED)
            .expireAfterWrite(ASK_AGAIN).build();
    private final Cache<Message, Boolean> archived = Caffeine.newBuilder().maximumSize(REMEMBERED)
            .expireAfterWrite(READ_AGAIN).build();

    /**
     * @param how empty to ask for nothing
     */
    Archive(Optional<Restore> how, MaildropMetrics metrics) {
        this.how = how;
        this.metrics = metrics;
    }

    /** Returns whether archived messages are restored. */
    boolean restores() {
        return how.isPresent();
    }

    /** Notes that a message could not be read for its size because it is archived. */
    void found(String bucket, Entry entry) {
        archived.put(new Message(bucket, entry.key(), entry.etag()), true);
    }

    /**
     * Returns whether a message was found to be archived in the last minutes. Without this, each session would read all
     * archived messages for their sizes again, in vain.
     */
    boolean has(String bucket, Entry entry) {
        return archived.getIfPresent(new Message(bucket, entry.key(), entry.etag())) != null;
    }

    /** Returns what the client is told about an archived message that it wants to retrieve. */
    MaildropException refusal(ObjectStore store, String bucket, Entry entry, UnreadableException archived) {
        Message message = new Message(bucket, entry.key(), entry.etag());
        if (how.isEmpty()) {
            return archived.forClient();
        }
        if (asked.asMap().putIfAbsent(message, true) == null) {
            try {
                store.restore(entry.key(), how.get());
                metrics.restore(true).increment();
                log.atInfo().addKeyValue("key", entry.key()).log("restore of an archived message was requested");
            } catch (StoreException e) {
                asked.invalidate(message);
                metrics.restore(false).increment();
                log.atLevel(Sizes.level(e)).addKeyValue("key", entry.key()).setCause(e)
                        .log("restore of an archived message was refused");
                return e.reason().temporary()
                        ? new MaildropException(MaildropException.Reason.TEMPORARY,
                                "message is archived, and its restore cannot be requested now", e)
                        : archived.forClient();
            }
        }
        return new MaildropException(MaildropException.Reason.TEMPORARY,
                "message is archived, its restore was requested", archived);
    }
}
