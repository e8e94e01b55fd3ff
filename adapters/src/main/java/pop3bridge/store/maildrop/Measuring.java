package pop3bridge.store.maildrop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import pop3bridge.message.Octets;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.StoreException;
import pop3bridge.store.compression.CorruptException;
import pop3bridge.store.compression.Decompressor.InUseException;
import pop3bridge.store.compression.Decompressor.Lender;
import pop3bridge.store.compression.Decompressor.Memory;
import pop3bridge.store.encryption.DamagedException;
import pop3bridge.store.maildrop.UnreadableException.Cause;

/** Reads messages to determine their sizes on the wire. Thread-safe. */
final class Measuring {
    private final MessageReader reader;
    private final Sent sent;
    private final MeasuredMessages kept;
    private final Semaphore readers;
    private final BooleanSupplier clientGone;

    /**
     * @param kept where small messages are kept
     * @param readers limits how many messages are read concurrently
     */
    Measuring(MessageReader reader, Sent sent, MeasuredMessages kept, Semaphore readers, BooleanSupplier clientGone) {
        this.reader = reader;
        this.sent = sent;
        this.kept = kept;
        this.readers = readers;
        this.clientGone = clientGone;
    }

    /** The client that requested the sizes has disconnected. */
    static final class ClientGoneException extends IOException {
        private static final long serialVersionUID = 1L;

        private ClientGoneException() {}
    }

    /**
     * Measures a message.
     *
     * @param index the index from 0 under which it is kept if it is small
     * @return its size in octets, or {@link Sent#HIDDEN}
     * @throws UnreadableException if it can never be read
     * @throws ClientGoneException if the client has disconnected
     */
    long measure(int index, Entry message)
            throws StoreException, UnreadableException, IOException, InterruptedException {
        requireClient();
        try {
            return read(index, message, reader.decoder()::reserveNow);
        } catch (InUseException _) {
            // Meanwhile others read messages that need no memory.
            try (Memory memory = reader.decoder().reserve(OptionalLong.empty())) {
                return read(index, message, () -> memory);
            }
        }
    }

    private long read(int index, Entry message, Lender lender)
            throws StoreException, UnreadableException, IOException, InterruptedException {
        readers.acquire();
        boolean reserved = kept.reserve(message.size());
        try (Download download = reader.whole(message)) {
            Optional<byte[]> small = reserved ? reader.decoder().small(download) : Optional.empty();
            if (small.isPresent()) {
                reserved = false;
                kept.keep(index, small.get());
                kept.giveUp((int) message.size() - small.get().length);
                return size(new ByteArrayInputStream(small.get())::read);
            }
            try (Decoder.Message content = reader.decoder().content(download, download, lender)) {
                return size(content);
            }
        } catch (CorruptException e) {
            throw new UnreadableException(Cause.DAMAGED, e);
        } catch (DamagedException e) {
            throw new UnreadableException(Cause.UNAUTHENTIC, e);
        } finally {
            if (reserved) {
                kept.giveUp((int) message.size());
            }
            readers.release();
        }
    }

    private long size(Octets content) throws IOException {
        return sent.measure(buffer -> {
            requireClient();
            return content.read(buffer);
        });
    }

    private void requireClient() throws ClientGoneException {
        if (clientGone.getAsBoolean()) {
            throw new ClientGoneException();
        }
    }
}
