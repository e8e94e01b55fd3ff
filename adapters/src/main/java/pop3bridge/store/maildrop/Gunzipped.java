package pop3bridge.store.maildrop;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import pop3bridge.message.Octets;

/** The content of a message that its writer compressed with gzip (RFC 1952). */
final class Gunzipped implements Octets {
    /** The maximum size of a message, in octets: a small object can expand a thousandfold. */
    static final long MOST = 256L * 1024 * 1024;

    private static final int BUFFER = 8 * 1024;

    private final Compressed compressed;
    private @Nullable GZIPInputStream stream;
    private long read;

    /** The object is no complete gzip file, or expands to more than {@link #MOST} octets. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        private DamagedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private static final class Compressed extends InputStream {
        private final Octets octets;
        private @Nullable IOException failure;

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
                System.arraycopy(part, 0, buffer, offset, Math.max(0, count));
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }

    Gunzipped(Octets octets) {
        this.compressed = new Compressed(octets);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        try {
            if (stream == null) {
                stream = new GZIPInputStream(compressed, BUFFER);
            }
            int count = stream.read(buffer);
            read += Math.max(0, count);
            if (read > MOST) {
                throw new DamagedException("message expands to more than " + MOST + " octets", null);
            }
            return count;
        } catch (EOFException | ZipException e) {
            if (compressed.failure != null) {
                throw compressed.failure;
            }
            throw new DamagedException("object is no complete gzip file", e);
        }
    }
}
