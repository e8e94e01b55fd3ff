package pop3bridge.store.maildrop;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import pop3bridge.message.Octets;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.compression.Decompressor;
import pop3bridge.store.encryption.DataKeys;
import pop3bridge.store.lock.Removal;

/** The messages that a maildrop has, listed without its lock: for commands that copy mail. Only reading is thread-safe. */
public final class ListedMail {
    private final Address maildrop;
    private final List<Entry> messages;
    private final ListedIds uniqueIds;
    private final MessageReader reader;

    private ListedMail(Address maildrop, List<Entry> messages, MessageReader reader) {
        this.maildrop = maildrop;
        this.messages = messages;
        this.uniqueIds = new ListedIds(maildrop, messages);
        this.reader = reader;
    }

    /**
     * Lists a maildrop.
     *
     * @param keys decrypts the keys of messages that their writer encrypted; empty if these are unreadable
     */
    public static ListedMail of(ObjectStore store, Address maildrop, Optional<DataKeys> keys) throws StoreException {
        MeterRegistry nowhere = new CompositeMeterRegistry();
        MaildropMetrics metrics = new MaildropMetrics(nowhere);
        Listing.Found found = new Listing(metrics).messages(store, maildrop);
        return new ListedMail(maildrop, found.messages(),
                new MessageReader(store, found.encrypted(), new Decoder(keys, Optional.of(Decompressor.ofHeap())),
                        new Archive(Optional.empty(), metrics),
                        metrics));
    }

    /** Returns this mail without the messages that a lock's pending removals name. */
    public ListedMail without(Set<Removal> removals) {
        return new ListedMail(maildrop,
                messages.stream().filter(message -> !removals.contains(Removal.of(message))).toList(), reader);
    }

    public int count() {
        return messages.size();
    }

    /** Returns the last parts of the keys, in the order of messages. */
    public List<String> names() {
        return messages.stream().map(message -> maildrop.name(message.key())).toList();
    }

    /**
     * Returns the unique-id of a message.
     *
     * @param index from 0, in the order of a session's messages
     */
    public String uniqueId(int index) {
        return uniqueIds.of(index);
    }

    /** Returns the last part of the key of a message. */
    public String name(int index) {
        return maildrop.name(key(index));
    }

    /** Returns the key of a message. */
    public String key(int index) {
        return messages.get(index).key();
    }

    /** Returns when the object of a message was written. */
    public Instant modified(int index) {
        return messages.get(index).lastModified();
    }

    /** Reads a message. */
    public interface Reading {
        void read(Octets octets) throws IOException;
    }

    /**
     * Reads a message from its begin to its end, with the line ends that it is stored with.
     *
     * @throws IOException if this message cannot be read at all, or where it goes cannot be written
     */
    public void read(int index, Reading reading) throws StoreException, IOException {
        try (Download download = reader.whole(messages.get(index));
                Decoder.Message message = reader.decoder().content(download, download,
                        () -> reader.decoder().reserve(OptionalLong.empty()))) {
            reading.read(message);
        } catch (UnreadableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
