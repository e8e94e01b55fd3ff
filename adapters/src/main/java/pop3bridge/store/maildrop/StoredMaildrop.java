package pop3bridge.store.maildrop;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.message.Form;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.MaildropLock;

/** A locked maildrop: the listing made at login, and the objects behind it. */
final class StoredMaildrop implements Maildrop {
    private static final Logger log = LoggerFactory.getLogger(StoredMaildrop.class);

    private final ObjectStore store;
    private final Address address;
    private final List<Entry> messages;
    private final Form form;
    private final Sizes sizes;
    private final Optional<MaildropLock> lock;
    private final Optional<KeptMail> kept;
    private final MaildropMetrics metrics;

    /**
     * @param lock empty for a maildrop without messages, where there is nothing to protect (RFC 1939 §4: "as necessary")
     */
    StoredMaildrop(ObjectStore store, Address address, List<Entry> messages, Form form, Sizes sizes,
            Optional<MaildropLock> lock,
            Optional<KeptMail> kept, MaildropMetrics metrics) {
        this.store = store;
        this.address = address;
        this.messages = messages;
        this.form = form;
        this.sizes = sizes;
        this.lock = lock;
        this.kept = kept;
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

    private interface Opening {
        Download of(Entry message) throws StoreException;
    }

    @Override
    public Content open(int number) throws MaildropException {
        return open(number, StoredContent.READ_AHEAD,
                message -> store.get(message.key(), Range.ALL, Optional.of(message.etag())));
    }

    @Override
    public Content openBeginning(int number) throws MaildropException {
        return open(number, Windows.FIRST, message -> Windows.open(store, message));
    }

    private Content open(int number, int readAhead, Opening opening) throws MaildropException {
        Entry message = message(number);
        try {
            return StoredContent.open(opening.of(message), form, readAhead, sizes, number - 1,
                    () -> lock.ifPresent(MaildropLock::active));
        } catch (StoreException e) {
            throw unreadable(message, e);
        } catch (IOException e) {
            log.atError().addKeyValue("key", message.key()).setCause(e).log("message cannot be read");
            throw new MaildropException(MaildropException.Reason.TEMPORARY, "message cannot be read now", e);
        }
    }

    private MaildropException unreadable(Entry message, StoreException e) {
        // What is wrong with all requests is told once for all.
        log.atLevel(e.reason().general() ? Level.DEBUG : Level.ERROR).addKeyValue("key", message.key()).setCause(e)
                .log("message cannot be read");
        if (e.reason().temporary() || e.reason() == StoreException.Reason.NO_BUCKET) {
            return new MaildropException(MaildropException.Reason.TEMPORARY, "message cannot be read now", e);
        }
        metrics.unreadable(e.reason());
        String text = switch (e.reason()) {
            case ARCHIVED -> "message is archived, it must be restored first";
            case DENIED -> "message may not be read by this server";
            case NOT_FOUND -> "message is gone from the store";
            case PRECONDITION_FAILED -> "message has been replaced in the store";
            case KEY -> "message is encrypted with a key that cannot be used";
            case NO_BUCKET, CONFLICT, CREDENTIALS, CLOCK, REGION, NOT_IMPLEMENTED, REJECTED, THROTTLED, UNAVAILABLE ->
                "message cannot be read";
        };
        return new MaildropException(MaildropException.Reason.PERMANENT, text, e);
    }

    @Override
    public void use() throws MaildropException {
        if (lock.isPresent()) {
            lock.get().use();
        }
    }

    @Override
    public void remove(Collection<Integer> numbers) throws MaildropException {
        if (lock.isPresent()) {
            List<Entry> removed = numbers.stream().map(this::message).toList();
            if (kept.isPresent()) {
                removed = kept.get().keep(removed, lock.get()::active);
            }
            if (!removed.isEmpty()) {
                lock.get().remove(removed);
            }
        }
    }

    @Override
    public void close() {
        lock.ifPresent(MaildropLock::release);
    }

    private Entry message(int number) {
        return messages.get(number - 1);
    }
}
