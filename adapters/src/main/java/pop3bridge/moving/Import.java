package pop3bridge.moving;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import pop3bridge.message.CrlfLines;
import pop3bridge.moving.MailSource.BadMailException;
import pop3bridge.moving.MailSource.Found;
import pop3bridge.moving.MailSource.Mail;
import pop3bridge.moving.MailSource.Unreadable;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.maildrop.Address;
import pop3bridge.store.maildrop.ListedMail;
import pop3bridge.store.names.MessageName;
import pop3bridge.store.names.UniqueIds;

/**
 * Copies the messages of sources into a maildrop. A message that is there already, from an earlier run, is not copied
 * again. An object is written as a whole or not at all, so that a run may end at any point and be repeated.
 */
public final class Import implements AutoCloseable {
    private final Address maildrop;
    private final Settings settings;
    private final Watcher watcher;
    private final KnownMail known;
    private final Uploads uploads;
    private final AtomicLong imported = new AtomicLong();
    private final AtomicLong present = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private long unusedIds;

    /**
     * How to import.
     *
     * @param parallel the maximum number of messages that are written at a time
     * @param dryRun whether to write nothing
     * @param ids unique-ids that the source does not have
     */
    public record Settings(int parallel, boolean dryRun, KeptIds ids) {}

    /** Is told what happens, on any thread. */
    public interface Watcher {
        /** A message could not be imported. */
        void failed(String name, String reason);

        /** Another message of a source has been dealt with. */
        void advanced(MailSource source);
    }

    /**
     * What has happened so far.
     *
     * @param imported the messages that were written, or would be in a dry run
     * @param present the messages that the maildrop had already
     * @param octets the octets of the messages that were written
     * @param kept how many of the messages that were written keep a unique-id
     */
    public record Summary(long imported, long present, long failed, long octets, long kept) {}

    /**
     * Lists the maildrop.
     *
     * @throws StoreException if the maildrop cannot be listed
     */
    public Import(ObjectStore store, Address maildrop, Settings settings, Watcher watcher) throws StoreException {
        this(store, maildrop, settings, watcher, Uploads.FIRST_PAUSE);
    }

    Import(ObjectStore store, Address maildrop, Settings settings, Watcher watcher, Duration firstPause)
            throws StoreException {
        this.maildrop = maildrop;
        this.settings = settings;
        this.watcher = watcher;
        this.known = new KnownMail(ListedMail.of(store, maildrop, Optional.empty()).names());
        this.uploads = new Uploads(store, settings.parallel(), firstPause);
    }

    /**
     * Copies the messages of a source; some may still be on their way afterwards.
     *
     * @throws IOException if the source cannot be read any further
     * @throws StoreException if the store fails, and will fail for other messages too
     */
    public void copy(MailSource source) throws IOException, StoreException {
        Naming naming = new Naming();
        Set<MessageName> named = new HashSet<>();
        for (Optional<Found> next = source.next(); next.isPresent(); next = source.next()) {
            switch (next.get()) {
                case Unreadable unreadable -> fail(unreadable.name(), unreadable.reason());
                case Mail mail -> copy(mail, naming, named);
            }
            watcher.advanced(source);
            requireStore();
        }
    }

    /**
     * Waits for the messages that are on their way.
     *
     * @throws StoreException if the store fails, and will fail for other messages too
     */
    public void finish() throws StoreException {
        uploads.close();
        requireStore();
    }

    private void requireStore() throws StoreException {
        if (uploads.stop().isPresent()) {
            throw uploads.stop().get();
        }
    }

    /** Returns what has happened so far. */
    public Summary summary() {
        return new Summary(imported.get(), present.get(), failed.get(), octets.get(), kept.get());
    }

    /**
     * Returns how many messages that are new to the maildrop have a unique-id in their header, and get another one. Call
     * this on the thread of {@link #copy}.
     */
    public long unusedIds() {
        return unusedIds;
    }

    private void copy(Mail mail, Naming naming, Set<MessageName> named) throws IOException {
        boolean certain = mail.identity().certain() && mail.identity().uniqueId().filter(known::takes).isPresent();
        if (certain) {
            present.incrementAndGet();
            return;
        }
        byte[] raw;
        try {
            raw = mail.content().read();
        } catch (BadMailException e) {
            fail(mail.name(), e.reason());
            return;
        }
        if (raw.length == 0) {
            fail(mail.name(), "is empty");
            return;
        }
        Optional<String> uniqueId = settings.ids().of(mail.name(), raw).or(mail.identity()::uniqueId)
                .filter(UniqueIds::isValid);
        byte[] message = CrlfLines.of(raw, 0);
        MessageName name = naming.of(mail, uniqueId, message);
        Optional<MessageName> found = known.find(name, named);
        while (found.isEmpty() && named.contains(name)) {
            name = name.later();
            found = known.find(name, named);
        }
        named.add(found.orElse(name));
        if (found.isPresent()) {
            naming.found(found.get());
            present.incrementAndGet();
            return;
        }
        known.add(name);
        if (uniqueId.isEmpty() && KeptIds.X_UIDL.of(mail.name(), raw).filter(UniqueIds::isValid).isPresent()) {
            unusedIds++;
        }
        if (settings.dryRun()) {
            imported(message.length, uniqueId.isPresent());
        } else {
            uploads.put(maildrop.prefix() + name.text(), message, result(mail.name(), message.length, uniqueId));
        }
    }

    private Uploads.Result result(String name, int length, Optional<String> uniqueId) {
        return new Uploads.Result() {
            @Override
            public void created() {
                imported(length, uniqueId.isPresent());
            }

            @Override
            public void present() {
                present.incrementAndGet();
            }

            @Override
            public void failed(StoreException e) {
                fail(name, e.explanation());
            }
        };
    }

    private void imported(int length, boolean keeps) {
        imported.incrementAndGet();
        octets.addAndGet(length);
        if (keeps) {
            kept.incrementAndGet();
        }
    }

    private void fail(String name, String reason) {
        failed.incrementAndGet();
        watcher.failed(name, reason);
    }

    /** Waits for the messages that are on their way. */
    @Override
    public void close() {
        uploads.close();
    }
}
