package pop3bridge.store.compression;

import io.airlift.compress.v3.zstd.ZstdJavaOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import pop3bridge.message.Octets;

/** Compresses messages as their writers do. */
public final class Compressions {
    private Compressions() {}

    public static byte[] compressed(Compression compression, byte[] octets) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream stream = stream(compression, compressed)) {
            stream.write(octets);
        }
        return compressed.toByteArray();
    }

    /** Returns a stream that compresses what is written to it. */
    public static OutputStream stream(Compression compression, OutputStream out) throws IOException {
        return switch (compression) {
            case GZIP -> new GZIPOutputStream(out);
            case ZSTD -> new ZstdJavaOutputStream(out);
        };
    }

    /** Returns a decompressor with memory for one message in zstd. */
    public static Decompressor oneAtATime() {
        return new Decompressor(Decompressor.MOST, Duration.ofMinutes(1));
    }

    /** Reads to the end, and returns the number of octets. */
    static long count(Octets octets) throws IOException {
        long all = 0;
        byte[] buffer = new byte[8 * 1024];
        for (int count = octets.read(buffer); count >= 0; count = octets.read(buffer)) {
            all += count;
        }
        return all;
    }
}
