package pop3bridge.pop3;

/**
 * Counts what a message is on the wire: octets with CRLF line ends, the final line end that the server adds included, before
 * byte-stuffing. STAT, LIST and RETR all agree on this number (RFC 1939 §11). For use by one thread.
 */
public final class WireSize {
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private long octets;
    private byte last = LF;

    /** Counts the next octets as they are stored. */
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

    /** The size, if the message ends here. An empty message has 0 octets. */
    public long octets() {
        return last == LF ? octets : octets + 2;
    }
}
