package pop3bridge.message;

import java.io.IOException;

/** Octets that are read once, from the start. For use by one thread. */
public interface Octets {
    /**
     * Reads at least one octet into the buffer.
     *
     * @return how many octets were read, or -1 at the end, after which it is not called again
     * @throws IOException if the octets cannot be read to their end
     */
    int read(byte[] buffer) throws IOException;
}
