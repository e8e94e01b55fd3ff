package pop3bridge.store.compression;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import pop3bridge.message.Octets;

/** Decompresses messages, in memory that is limited for all sessions together; gzip needs next to none. Fair. Thread-safe. */
public final class Decompressor {
    /** The maximum size of a message, in octets. */
    public static final long LARGEST = 256L * 1024 * 1024;

    /** What one message in zstd needs at most, in octets: its window of 8 MiB, two blocks and tables. */
    static final int MOST = 13 * 1024 * 1024;

    private static final int TABLES = 768 * 1024;
    private static final int HEAP_SHARE = 8;
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final int octets;
    private final Semaphore free;
    private final Duration wait;

    Decompressor(int octets, Duration wait) {
        this.octets = octets;
        this.free = new Semaphore(octets, true);
        this.wait = wait;
    }

    /** Returns a decompressor that uses an eighth of this process's heap, or what one message needs if this is more. */
    public static Decompressor ofHeap() {
        return new Decompressor(
                Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_SHARE, MOST, Integer.MAX_VALUE), WAIT);
    }

    /** Memory for one message, reserved until it is closed. Not thread-safe. */
    public static final class Memory implements Closeable {
        private final Semaphore free;
        private int octets;

        private Memory(Semaphore free, int octets) {
            this.free = free;
            this.octets = octets;
        }

        @Override
        public void close() {
            free.release(octets);
            octets = 0;
        }
    }

    /** All memory is in use. */
    public static final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        private InUseException(String message) {
            super(message);
        }
    }

    /** Provides the memory that a message needs. */
    public interface Lender {
        /**
         * Returns memory, which the message frees.
         *
         * @throws IOException if there is none
         */
        Memory lend() throws IOException;
    }

    /**
     * Decompresses a message.
     *
     * @return what must be closed; this frees the memory too
     */
    public static Decompressed decompress(Compression compression, Octets octets, Lender lender) throws IOException {
        Runnable release = compression == Compression.ZSTD ? lender.lend()::close : () -> {};
        return new Decompressed(compression, octets, LARGEST, release);
    }

    /**
     * Reserves memory for a message. May wait for ten seconds.
     *
     * @param size the size of the message in octets, if it is known
     * @throws InUseException if no memory becomes free in time
     */
    public Memory reserve(OptionalLong size) throws IOException {
        return reserve(needed(size), wait);
    }

    /**
     * Reserves memory for a message of any size.
     *
     * @throws InUseException if none is free, or others wait for it
     */
    public Memory reserveNow() throws IOException {
        return reserve(MOST, Duration.ZERO);
    }

    /** The window grows to twice of what has been read, and a whole block is read at a time. */
    private static int needed(OptionalLong size) {
        return (int) Math.min(MOST, TABLES + 3 * Math.min(MOST, size.orElse(MOST)));
    }

    private Memory reserve(int memory, Duration patience) throws IOException {
        try {
            if (!free.tryAcquire(memory, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InUseException("the " + octets + " octets of memory for messages in zstd are in use");
            }
            return new Memory(free, memory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }
}
