package pop3bridge.maildrop;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import pop3bridge.message.Octets;

/** The octets of one message in the form that the maildrop was opened for, read once from the start. For use by one thread. */
public interface Content extends Octets, Closeable {
    /** Returns the size that {@link Maildrop#sizes} names, where it is known without reading on. */
    OptionalLong size();

    /**
     * Reads at least one octet into the buffer.
     *
     * @return how many octets were read, or -1 at the end of the whole message, after which it is not called again
     * @throws IOException if the store failed, or the message ended early or late
     */
    @Override
    int read(byte[] buffer) throws IOException;

    /** Tells the maildrop the size that a complete reading has found, so that it need not be found again. */
    void measured(long size);

    /** Ends the reading; what is left is not fetched. */
    @Override
    void close();
}
