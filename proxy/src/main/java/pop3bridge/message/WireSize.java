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
        byte previous = last;
        long bareLineFeeds = 0;
        for (int i = offset; i < offset + length; i++) {
            byte octet = buffer[i];
            if (octet == LF && previous != CR) {
                bareLineFeeds++;
            }
            previous = octet;
        }
        octets += length + bareLineFeeds;
        last = previous;
    }

    /** Returns the size if the message ends here. An empty message has 0 octets. */
    public long octets() {
        return last == LF ? octets : octets + 2;
    }
}
