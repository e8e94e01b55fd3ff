package pop3bridge.message;

import java.io.IOException;

/** A sequence of octets, read once from the start. Not thread-safe. */
public interface Octets {
    /**
     * Reads at least one octet into the buffer.
     *
     * @return the number of octets read, or -1 at the end; must not be called after that
     * @throws IOException if the octets cannot be read completely
     */
    int read(byte[] buffer) throws IOException;
}
