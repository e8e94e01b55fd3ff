package pop3bridge.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line feeds, eight octets at a time: most octets of a message are searched for them more than once. */
final class LineFeeds {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LINE_FEEDS = ONES * '\n';

    private LineFeeds() {}

    /** Returns the index of the first line feed from {@code begin} to {@code end}, exclusive; {@code end} if there is none. */
    static int next(byte[] buffer, int begin, int end) {
        int i = begin;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long difference = (long) EIGHT.get(buffer, i) ^ LINE_FEEDS;
            // The high bit of the lowest octet that is 0; above it, bits may be set in error.
            long zeros = (difference - ONES) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (i < end && buffer[i] != '\n') {
            i++;
        }
        return i;
    }
}
