package pop3bridge.store.maildrop;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.message.Octets;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.StoreException;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.maildrop.MaildropConfig.Verdicts;
import pop3bridge.store.maildrop.UnreadableException.Cause;
import pop3bridge.store.sizes.SizeCache;
import pop3bridge.store.sizes.SizeIndexes;

/**
 * The sizes of one maildrop's messages on the wire. Each is determined on first use and then does not change while the
 * maildrop is open. Used by one thread, which blocks while other threads read messages.
 */
final class Sizes {
    private static final Logger log = LoggerFactory.getLogger(Sizes.class);

    private static final long UNKNOWN = -1;

    /** How many messages are looked at together to find those that clients see. */
    private static final int LOOK = 1000;

    /** How many messages all sessions together read concurrently to determine sizes; one session alone may use all. */
    private static final int READERS = 80;

    private final MessageReader reader;
    private final String bucket;
    private final List<Entry> messages;
    private final Form form;
    private final Sent sent;
    private final Shared shared;
    private final long[] sizes;
    private final @Nullable UnreadableException[] unreadable;
    private final SizeIndexes.OfMaildrop index;
    private final MeasuredMessages kept;
    private final Measuring measuring;

    /** Indices of messages whose sizes were found by reading them. */
    private final BitSet measured = new BitSet();
    private final BitSet removed = new BitSet();

    /**
     * The state shared by the maildrops of all sessions.
     *
     * @param readers limits how many messages are read concurrently; fair, so that sessions take turns
     */
    record Shared(Reading reading, SizeCache cache, SizeIndexes indexes, Semaphore readers, ReadAheadBudget readAhead,
            MaildropMetrics metrics) {
        Shared(Reading reading, SizeCache cache, SizeIndexes indexes, ReadAheadBudget readAhead,
                MaildropMetrics metrics) {
            this(reading, cache, indexes, new Semaphore(READERS, true), readAhead, metrics);
        }
    }

    Sizes(MessageReader reader, SizeIndexes.Place place, List<Entry> messages, Opening opening, Shared shared) {
        this.reader = reader;
        this.bucket = place.bucket();
        this.messages = messages;
        this.form = opening.form();
        this.sent = new Sent(form, shared.reading().verdicts(), shared.metrics());
        this.shared = shared;
        this.sizes = new long[messages.size()];
        this.unreadable = new UnreadableException[messages.size()];
        this.kept = new MeasuredMessages(shared.readAhead());
        this.measuring = new Measuring(reader, sent, kept, shared.readers(), opening.clientGone());
        this.index = shared.indexes().of(reader.store(), place, form);
        Arrays.fill(sizes, UNKNOWN);
    }

    /** Returns the budget for messages that are fetched in advance. */
    ReadAheadBudget readAhead() {
        return shared.readAhead();
    }

    /** Returns the message inside an object, by its index from 0, as {@link Decoder#content} does. */
    Decoder.Message contentOf(int index, Download object, Octets stored)
            throws StoreException, UnreadableException, IOException {
        return reader.decoder().content(object, stored, () -> reader.decoder().reserve(known(index)));
    }

    /** Returns how the client gets messages. */
    Sent sent() {
        return sent;
    }

    /**
     * Returns the indices of the messages that the client sees, in order. Reads messages if that depends on what is in
     * them; on failure, ends the use of the maildrop.
     *
     * @param most how many at most
     */
    int[] shown(int most) throws MaildropException {
        if (!hides()) {
            return IntStream.range(0, Math.min(most, messages.size())).toArray();
        }
        IntStream.Builder shown = IntStream.builder();
        int count = 0;
        boolean done = false;
        try {
            for (int begin = 0; begin < messages.size() && count < most; begin += LOOK) {
                int[] some = IntStream.range(begin, Math.min(begin + LOOK, messages.size())).toArray();
                long[] found = of(some);
                for (int n = 0; n < some.length && count < most; n++) {
                    if (found[n] != Sent.HIDDEN) {
                        shown.add(some[n]);
                        count++;
                    }
                }
            }
            done = true;
            return shown.build().toArray();
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private boolean hides() {
        return shared.reading().verdicts() == Verdicts.HIDE;
    }

    /** Returns the messages that {@link #shown} has found that the client does not see. */
    List<Entry> hidden() {
        return IntStream.range(0, sizes.length).filter(index -> sizes[index] == Sent.HIDDEN).mapToObj(messages::get)
                .toList();
    }

    /** Returns a message by its index from 0. */
    Entry message(int index) {
        return messages.get(index);
    }

    /** Returns the size of a message by its index from 0, if it can be determined without reading the message. */
    OptionalLong known(int index) {
        if (sizes[index] == UNKNOWN) {
            Entry message = messages.get(index);
            OptionalLong cached = shared.cache().get(bucket, message.key(), message.etag(), form);
            if (cached.isPresent()) {
                sizes[index] = cached.getAsLong();
            } else if (areListed()) {
                sizes[index] = message.size();
            }
        }
        return sizes[index] == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(sizes[index]);
    }

    private boolean areListed() {
        return form.keepsSize() && shared.reading().lineEnds() == LineEnds.CRLF;
    }

    /** Records the size found by reading a message completely. */
    void found(int index, long size) {
        Entry message = messages.get(index);
        if (!areListed() && !wasRead(index)) {
            measured.set(index);
        }
        shared.cache().put(bucket, message.key(), message.etag(), form, size);
        if (sizes[index] == UNKNOWN) {
            sizes[index] = size;
        } else if (sizes[index] != size) {
            shared.metrics().sizeMismatch();
            log.atWarn().addKeyValue("key", message.key()).addKeyValue("said", sizes[index])
                    .addKeyValue("sent", size)
                    .log("message does not have CRLF line endings, although mail.line-ends is crlf; its size is correct from the next session on");
        }
    }

    /** Returns the sizes of these messages, by their indices from 0. Reads messages whose size is unknown. */
    long[] of(int[] indices) throws MaildropException {
        int[] unknown = unknown(indices);
        if (index.isWorthReading(unknown.length)) {
            index.read();
        }
        Arrays.stream(unknown).forEach(this::lookUp);
        unknown = unknown(unknown);
        if (unknown.length > 0) {
            find(unknown);
        }
        return Arrays.stream(indices).mapToLong(index -> sizes[index]).toArray();
    }

    private int[] unknown(int[] indices) {
        return Arrays.stream(indices).filter(n -> known(n).isEmpty()).toArray();
    }

    private void lookUp(int n) {
        Entry message = messages.get(n);
        index.find(message).ifPresent(size -> {
            sizes[n] = size;
            shared.cache().put(bucket, message.key(), message.etag(), form, size);
        });
    }

    private void find(int[] unknown) throws MaildropException {
        AtomicReference<@Nullable String> failed = new AtomicReference<>();
        try {
            Parallel.run(READERS, unknown.length, n -> {
                try {
                    sizes[unknown[n]] = read(unknown[n]);
                } catch (StoreException | IOException e) {
                    failed.compareAndSet(null, messages.get(unknown[n]).key());
                    throw e;
                }
            });
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Measuring.ClientGoneException) {
                throw new MaildropException(MaildropException.Reason.TEMPORARY, "client is gone", e);
            }
            log.atLevel(level(e.getCause())).addKeyValue("key", failed.get()).setCause(e)
                    .log("size of a message cannot be determined");
            throw new MaildropException(MaildropException.Reason.TEMPORARY,
                    "sizes cannot be determined now, try again later", e);
        } finally {
            Arrays.stream(unknown).filter(n -> sizes[n] != UNKNOWN && unreadable[n] == null).forEach(measured::set);
        }
    }

    /** Notes that messages are removed, by their indices from 0. */
    void removed(IntStream indices) {
        indices.forEach(removed::set);
    }

    /** Ends the use of the maildrop; sizes that were found may be written to its index. */
    void close() {
        kept.close();
        measured.andNot(removed);
        if (!measured.isEmpty()) {
            List<Entry> left = IntStream.range(0, messages.size()).filter(n -> !removed.get(n)).mapToObj(messages::get)
                    .toList();
            index.close(measured.cardinality(), left,
                    message -> shared.cache().get(bucket, message.key(), message.etag(), form));
        }
    }

    /**
     * Returns the log level of a failure. A problem that affects all requests is logged once by the store's adapter.
     */
    static Level level(@Nullable Throwable cause) {
        return cause instanceof StoreException refused && refused.reason().general() ? Level.DEBUG : Level.ERROR;
    }

    /**
     * Measures a message. One that can never be read gets the size in the listing, so that STAT and LIST still work. It
     * stays unreadable as long as the maildrop is open, because RETR would send another size than the one reported.
     */
    private long read(int index) throws StoreException, IOException, InterruptedException {
        Entry message = messages.get(index);
        if (reader.archive().has(bucket, message)) {
            return unreadableSize(index, new UnreadableException(Cause.ARCHIVED));
        }
        try {
            long size = measuring.measure(index, message);
            if (size == Sent.HIDDEN) {
                taken(index);
            }
            shared.cache().put(bucket, message.key(), message.etag(), form, size);
            return size;
        } catch (UnreadableException e) {
            if (e.why() == Cause.NOT_FOUND && hides()) {
                // The client was not told of it: another server may have moved it to the quarantine.
                return Sent.HIDDEN;
            }
            if (e.why() == Cause.ARCHIVED) {
                reader.archive().found(bucket, message);
            }
            return unreadableSize(index, e);
        }
    }

    private long unreadableSize(int index, UnreadableException why) {
        unreadable(index, why);
        Entry message = messages.get(index);
        log.atLevel(reader.level(why)).addKeyValue("key", message.key()).setCause(why).log("message cannot be read");
        return message.size();
    }

    /** Returns a message, by its index from 0, if it was read for its size and kept; it is not kept any more. */
    Optional<Download> taken(int index) {
        return kept.take(index, messages.get(index));
    }

    /** Returns whether a message, by its index from 0, was read for its size and kept. */
    boolean isKept(int index) {
        return kept.contains(index);
    }

    /** Notes that a message is unreadable while the maildrop is open. */
    void unreadable(int index, UnreadableException why) {
        unreadable[index] = why;
        shared.metrics().unreadable(why.why()).increment();
    }

    /** Returns why a message is unreadable, if this is known. */
    Optional<UnreadableException> unreadable(int index) {
        return Optional.ofNullable(unreadable[index]);
    }

    /** Returns whether this or another session has read the message completely and knows its size in this form. */
    boolean wasRead(int index) {
        Entry message = messages.get(index);
        return shared.cache().get(bucket, message.key(), message.etag(), form).isPresent();
    }
}
