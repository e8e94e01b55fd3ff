package pop3bridge.message;

import java.io.IOException;

/**
 * Counts the size of a message on the wire: octets with CRLF line endings, including a final line ending added by the
 * server, before byte-stuffing. STAT, LIST and RETR all use this size (RFC 1939 §11). Not thread-safe.
 */
public final class WireSize {
    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final int CHUNK = 32 * 1024;

    private long octets;
    private byte last = LF;

    /** Counts a whole message. */
    public static long of(Octets message) throws IOException {
        WireSize size = new WireSize();
        byte[] chunk = new byte[CHUNK];
        for (int read = message.read(chunk); read >= 0; read = message.read(chunk)) {
            size.add(chunk, 0, read);
        }
        return size.octets();
    }

    /** Counts the next octets, with line endings as stored. */
    public void add(byte[] buffer, int offset, int length) {
        int end = offset + length;
        octets += length;
        for (int i = LineFeeds.next(buffer, offset, end); i < end; i = LineFeeds.next(buffer, i + 1, end)) {
            if ((i == offset ? last : buffer[i - 1]) != CR) {
                octets++;
            }
        }
        if (length > 0) {
            last = buffer[end - 1];
        }
    }

    /** Returns the size if the message ends here. An empty message has 0 octets. */
    public long octets() {
        return last == LF ? octets : octets + 2;
    }
}
