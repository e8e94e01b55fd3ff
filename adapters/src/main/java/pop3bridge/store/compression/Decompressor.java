package pop3bridge.store.compression;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import pop3bridge.message.Octets;

/** Decompresses messages, in memory that is limited for all sessions together. Fair. Thread-safe. */
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

    /**
     * Decompresses a message. May wait ten seconds for memory.
     *
     * @param size the size of the message in octets, if it is known
     * @return what must be closed
     * @throws IOException if no memory becomes free in time
     */
    public Decompressed decompress(Compression compression, Octets octets, OptionalLong size) throws IOException {
        int memory = compression == Compression.ZSTD ? needed(size) : 0;
        reserve(memory);
        return new Decompressed(compression, octets, LARGEST, () -> free.release(memory));
    }

    /** A window grows to twice of what was read, and a block is read as a whole. gzip needs next to nothing. */
    private static int needed(OptionalLong size) {
        return (int) Math.min(MOST, TABLES + 3 * Math.min(MOST, size.orElse(MOST)));
    }

    private void reserve(int memory) throws IOException {
        try {
            if (!free.tryAcquire(memory, wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the " + octets + " octets of memory for messages in zstd are in use");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }
}
