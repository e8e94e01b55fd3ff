package pop3bridge.store.maildrop;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.MaildropLock;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.UnreadableException.Cause;

/** A locked maildrop: the listing made at login, and its objects. */
final class StoredMaildrop implements Maildrop {
    private static final Logger log = LoggerFactory.getLogger(StoredMaildrop.class);

    private final MessageReader reader;
    private final String bucket;
    private final int[] shown;
    private final List<Entry> messages;
    private final ListedIds uniqueIds;
    private final Sizes sizes;
    private final Removing removing;
    private final ReadAhead ahead;
    private final BitSet opened = new BitSet();

    /**
     * How messages are deleted.
     *
     * @param kept keeps copies of messages before their removal; empty to keep none
     * @param allowed which of them may be deleted
     */
    record Removing(MaildropLock lock, Optional<KeptMail> kept, Deletion allowed) {}

    /**
     * @param shown the indices in {@code sizes} of the messages that the client sees
     */
    StoredMaildrop(MessageReader reader, Address address, int[] shown, Sizes sizes, Removing removing) {
        this.reader = reader;
        this.bucket = address.bucket();
        this.shown = shown;
        this.messages = Arrays.stream(shown).mapToObj(sizes::message).toList();
        this.ahead = new ReadAhead(reader, messages, sizes.readAhead(), number -> sizes.isKept(at(number)));
        this.uniqueIds = new ListedIds(address, messages);
        this.sizes = sizes;
        this.removing = removing;
    }

    @Override
    public int count() {
        return messages.size();
    }

    @Override
    public String uniqueId(int number) {
        return uniqueIds.of(number - 1);
    }

    @Override
    public long[] sizes(List<Integer> numbers) throws MaildropException {
        return sizes.of(numbers.stream().mapToInt(this::at).toArray());
    }

    private interface Opening {
        Download of(Entry message) throws StoreException, UnreadableException;
    }

    @Override
    public Content open(int number) throws MaildropException {
        Optional<Download> fetched = ahead.take(number).or(() -> sizes.taken(at(number)));
        return open(number, StoredContent.READ_AHEAD,
                message -> fetched.isPresent() ? fetched.get() : reader.whole(message));
    }

    @Override
    public Content openBeginning(int number) throws MaildropException {
        return open(number, Windows.FIRST, message -> Windows.open(reader, message));
    }

    private Content open(int number, int readAhead, Opening opening) throws MaildropException {
        requireReadable(number);
        Entry message = message(number);
        try {
            Content content = StoredContent.open(decodable(number, opening), readAhead, sizes, at(number),
                    removing.lock()::active);
            opened.set(number);
            return content;
        } catch (UnreadableException e) {
            sizes.unreadable(at(number), e);
            log.atLevel(reader.level(e)).addKeyValue("key", message.key()).setCause(e).log("message cannot be read");
            throw refusal(number, e);
        } catch (StoreException | IOException e) {
            throw notNow(message, e);
        }
    }

    /** Opens a message; one that has to be decoded is decoded once before, so that none that cannot be is begun. */
    private Download decodable(int number, Opening opening)
            throws StoreException, UnreadableException, MaildropException {
        Download download = opening.of(message(number));
        if (download.encoding().isEmpty() || sizes.wasRead(at(number))) {
            return download;
        }
        download.close();
        sizes(List.of(number));
        requireReadable(number);
        Optional<Download> kept = sizes.taken(at(number));
        return kept.isPresent() ? kept.get() : opening.of(message(number));
    }

    private static MaildropException notNow(Entry message, Exception e) {
        log.atLevel(Sizes.level(e)).addKeyValue("key", message.key()).setCause(e)
                .log("message cannot be read now");
        return new MaildropException(MaildropException.Reason.TEMPORARY, "message cannot be read now", e);
    }

    private void requireReadable(int number) throws MaildropException {
        Optional<UnreadableException> why = sizes.unreadable(at(number));
        if (why.isPresent()) {
            throw refusal(number, why.get());
        }
    }

    private MaildropException refusal(int number, UnreadableException why) {
        return why.why() == Cause.ARCHIVED
                ? reader.archive().refusal(reader.store(), bucket, message(number), why)
                : why.forClient();
    }

    /** Takes a request if the message was neither read nor measured before. */
    @Override
    public void checkRemovable(int number) throws MaildropException {
        if (removing.allowed().readOnly()) {
            throw new MaildropException(MaildropException.Reason.PERMANENT, "this maildrop is read-only");
        }
        if (removing.allowed().unreadable() || sizes.wasRead(at(number))) {
            return;
        }
        Entry message = message(number);
        if (sizes.unreadable(at(number)).isEmpty() && !opened.get(number)) {
            try (Download _ = reader.piece(message, 0, 1)) {
                opened.set(number);
            } catch (UnreadableException e) {
                sizes.unreadable(at(number), e);
            } catch (StoreException e) {
                throw notNow(message, e);
            }
        }
        Optional<UnreadableException> why = sizes.unreadable(at(number));
        if (why.isPresent() && why.get().why().encoded()) {
            throw why.get().forClient();
        }
    }

    @Override
    public void use() throws MaildropException {
        removing.lock().use();
    }

    @Override
    public void remove(Collection<Integer> numbers) throws MaildropException {
        List<Entry> removed = numbers.stream().map(this::message).toList();
        if (removing.kept().isPresent()) {
            removed = removing.kept().get().keep(removed, removing.lock()::active);
        }
        if (!removed.isEmpty()) {
            removing.lock().remove(removed);
        }
        sizes.removed(numbers.stream().mapToInt(this::at));
    }

    @Override
    public void close() {
        ahead.close();
        sizes.close();
        removing.lock().release();
    }

    private int at(int number) {
        return shown[number - 1];
    }

    private Entry message(int number) {
        return messages.get(number - 1);
    }
}
