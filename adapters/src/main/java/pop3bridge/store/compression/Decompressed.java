package pop3bridge.store.compression;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import pop3bridge.message.Octets;

/** The content of a message that its writer compressed, decompressed as it is read. Not thread-safe. */
public final class Decompressed implements Octets, Closeable {
    private final Compression compression;
    private final Compressed compressed;
    private final long most;
    private final Runnable release;
    private @Nullable InputStream stream;
    private long read;
    private boolean closed;

    private static final class Compressed extends InputStream {
        private final Octets octets;
        private @Nullable Exception failure;
        private boolean begun;

        private Compressed(Octets octets) {
            this.octets = octets;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            byte[] part = new byte[length];
            try {
                int count = octets.read(part);
                begun |= count > 0;
                System.arraycopy(part, 0, buffer, offset, Math.max(0, count));
                return count;
            } catch (IOException | RuntimeException e) {
                failure = e;
                throw e;
            }
        }

        private void requireGood() throws IOException {
            switch (failure) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case null, default -> {
                }
            }
        }
    }

    /**
     * Decompresses octets.
     *
     * @param octets what is compressed
     * @param most the maximum number of octets that they may expand to: small input can expand a thousandfold and more
     * @param release called by {@link #close}, once
     */
    Decompressed(Compression compression, Octets octets, long most, Runnable release) {
        this.compression = compression;
        this.compressed = new Compressed(octets);
        this.most = most;
        this.release = release;
    }

    /** Returns the content of a compressed file in memory, of any size. */
    public static Decompressed of(Compression compression, byte[] file) {
        return new Decompressed(compression, new ByteArrayInputStream(file)::read, Long.MAX_VALUE, () -> {});
    }

    /**
     * {@inheritDoc}
     *
     * @throws CorruptException if the compressed octets are at fault
     */
    @Override
    public int read(byte[] buffer) throws IOException {
        int count = decompress(buffer);
        read += Math.max(0, count);
        if (read > most) {
            throw new CorruptException("message expands to more than " + most + " octets", null);
        }
        return count;
    }

    /** On bad input, a decompressor may throw any exception. */
    private int decompress(byte[] buffer) throws IOException {
        try {
            if (stream == null) {
                stream = compression.stream(compressed);
            }
            int count = stream.read(buffer);
            if (count < 0) {
                // GZIPInputStream ends where it fails to read another file.
                compressed.requireGood();
                if (!compressed.begun) {
                    throw new EOFException("nothing is there");
                }
            }
            return count;
        } catch (IOException | RuntimeException e) {
            compressed.requireGood();
            throw new CorruptException(compression.fault(), e);
        }
    }

    /** Frees the memory of the decompressor. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        release.run();
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException _) {
                // A stream that is read has nothing to lose.
            }
        }
    }
}
