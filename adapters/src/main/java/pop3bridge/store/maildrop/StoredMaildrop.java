package pop3bridge.store.maildrop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStore.Refusal;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.MaildropLock;

/** A locked maildrop: the listing made at login, and the objects behind it. */
final class StoredMaildrop implements Maildrop {
    private static final Logger log = LoggerFactory.getLogger(StoredMaildrop.class);

    private static final int BATCH = 1000;

    private final ObjectStore store;
    private final Address address;
    private final List<Entry> messages;
    private final Sizes sizes;
    private final MaildropLock lock;
    private final MaildropMetrics metrics;

    StoredMaildrop(ObjectStore store, Address address, List<Entry> messages, Sizes sizes, MaildropLock lock,
            MaildropMetrics metrics) {
        this.store = store;
        this.address = address;
        this.messages = messages;
        this.sizes = sizes;
        this.lock = lock;
        this.metrics = metrics;
    }

    @Override
    public int count() {
        return messages.size();
    }

    @Override
    public String uniqueId(int number) {
        return UniqueIds.of(message(number).key().substring(address.prefix().length()));
    }

    @Override
    public long[] sizes(List<Integer> numbers) throws MaildropException {
        return sizes.of(numbers.stream().mapToInt(number -> number - 1).toArray());
    }

    @Override
    public Content open(int number) throws MaildropException {
        Entry message = message(number);
        try {
            return StoredContent.open(
                    store.get(message.key(), Range.ALL, Optional.of(message.etag())), sizes, number - 1);
        } catch (StoreException e) {
            throw unreadable(message, e);
        } catch (IOException e) {
            log.atError().addKeyValue("key", message.key()).setCause(e).log("message cannot be read");
            throw new MaildropException(MaildropException.Reason.TEMPORARY, "message cannot be read now", e);
        }
    }

    private MaildropException unreadable(Entry message, StoreException e) {
        log.atError().addKeyValue("key", message.key()).setCause(e).log("message cannot be read");
        if (e.reason().temporary() || e.reason() == StoreException.Reason.NO_BUCKET) {
            return new MaildropException(MaildropException.Reason.TEMPORARY, "message cannot be read now", e);
        }
        metrics.unreadable(e.reason());
        String text = switch (e.reason()) {
            case ARCHIVED -> "message is archived, it must be restored first";
            case DENIED -> "message may not be read by this server";
            case NOT_FOUND -> "message is gone from the store";
            case PRECONDITION_FAILED -> "message has been replaced in the store";
            case NO_BUCKET, CONFLICT, NOT_IMPLEMENTED, REJECTED, THROTTLED, UNAVAILABLE -> "message cannot be read";
        };
        return new MaildropException(MaildropException.Reason.PERMANENT, text, e);
    }

    @Override
    public void remove(Collection<Integer> numbers) throws MaildropException {
        List<String> keys = numbers.stream().map(number -> message(number).key()).toList();
        List<Refusal> refused = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += BATCH) {
            refused.addAll(removeBatch(keys.subList(from, Math.min(from + BATCH, keys.size()))));
        }
        if (refused.isEmpty()) {
            return;
        }
        boolean temporary = refused.stream().anyMatch(refusal -> refusal.reason().temporary());
        log.atError().addKeyValue("refused", refused.size()).addKeyValue("of", keys.size())
                .addKeyValue("first", refused.getFirst()).log("messages could not be removed");
        throw new MaildropException(
                temporary ? MaildropException.Reason.TEMPORARY : MaildropException.Reason.PERMANENT,
                refused.size() + " of " + keys.size() + " messages not removed");
    }

    private List<Refusal> removeBatch(List<String> keys) {
        try {
            return store.deleteBatch(keys);
        } catch (StoreException e) {
            log.atError().setCause(e).log("batch of messages could not be removed");
            return keys.stream().map(key -> new Refusal(key, e.reason())).toList();
        }
    }

    @Override
    public void close() {
        lock.release();
    }

    private Entry message(int number) {
        return messages.get(number - 1);
    }
}
