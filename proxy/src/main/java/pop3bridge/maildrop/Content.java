package pop3bridge.maildrop;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import pop3bridge.message.Octets;

/**
 * The content of one message, in the form for which the maildrop was opened, read once from the start. Not thread-safe.
 */
public interface Content extends Octets, Closeable {
    /** Returns the size as in {@link Maildrop#sizes}, if it is known without reading further. */
    OptionalLong size();

    /**
     * Reads at least one octet into the buffer.
     *
     * @return the number of octets read, or -1 at the end of the message; must not be called after that
     * @throws IOException if the store fails, or the message is shorter or longer than expected
     */
    @Override
    int read(byte[] buffer) throws IOException;

    /** Reports the size found by reading the message completely, which saves determining it again. */
    void measured(long size);

    /** Called, on the thread that reads, when the client takes nothing for a while: frees what reading occupies. */
    default void pause() {}

    /** Stops reading; the rest is not fetched. */
    @Override
    void close();
}
