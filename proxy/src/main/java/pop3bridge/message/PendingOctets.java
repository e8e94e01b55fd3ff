package pop3bridge.message;

/** Octets that are at hand and wait to be read. For use by one thread. */
public final class PendingOctets {
    private static final byte[] NONE = {};

    private byte[] octets = NONE;
    private int used;

    /** Puts octets in the place of what waited. */
    public void set(byte[] waiting) {
        octets = waiting;
        used = 0;
    }

    /** Returns whether all has been read. */
    public boolean isEmpty() {
        return used == octets.length;
    }

    /** Reads as many octets as there are and fit; 0 if there are none. */
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
