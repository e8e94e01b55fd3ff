package pop3bridge.store.compression;

import io.airlift.compress.v3.zstd.ZstdJavaInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** The forms of compression that can be undone. */
public enum Compression {
    /** RFC 1952. */
    GZIP("gzip", "no complete gzip file") {
        @Override
        InputStream stream(InputStream compressed) throws IOException {
            return new GZIPInputStream(compressed, BUFFER);
        }
    },
    /** RFC 8878, with windows of up to 8 MiB. */
    ZSTD("zstd", "no complete zstd file with a window of up to 8 MiB") {
        @Override
        InputStream stream(InputStream compressed) {
            return new ZstdJavaInputStream(compressed);
        }
    };

    private static final int BUFFER = 8 * 1024;

    private final String label;
    private final String fault;

    Compression(String label, String fault) {
        this.label = label;
        this.fault = fault;
    }

    /** Returns what is wrong with octets that cannot be decompressed. */
    String fault() {
        return fault;
    }

    /** Returns a stream that decompresses. On bad input, it may throw any exception. */
    abstract InputStream stream(InputStream compressed) throws IOException;

    @Override
    public String toString() {
        return label;
    }
}
