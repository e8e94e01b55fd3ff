package pop3bridge.message;

/** Octets in memory that are still to be read. Not thread-safe. */
public final class PendingOctets {
    private static final byte[] NONE = {};

    private byte[] octets = NONE;
    private int used;

    /** Replaces the pending octets. */
    public void set(byte[] waiting) {
        octets = waiting;
        used = 0;
    }

    /** Returns whether all octets have been read. */
    public boolean isEmpty() {
        return used == octets.length;
    }

    /** Reads as many octets as are pending and fit into the buffer. Returns their number, 0 if there are none. */
    public int read(byte[] buffer) {
        int count = Math.min(buffer.length, octets.length - used);
        System.arraycopy(octets, used, buffer, 0, count);
        used += count;
        if (isEmpty()) {
            set(NONE);
        }
        return count;
    }
}
