package pop3bridge.moving;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import pop3bridge.store.StoreException;

/** A place outside the store that mail is copied to. Only adding is thread-safe, if it takes several messages at a time. */
public interface MailTarget extends Closeable {
    /** Returns how many messages it takes at a time. */
    int parallel();

    /**
     * A message on its way.
     *
     * @param key the key of its object
     * @param uniqueId the unique-id that clients know it by
     */
    record Letter(String key, String uniqueId, Instant arrival, Content content) {}

    /** The content of a message. */
    interface Content {
        /** Writes the message, with lines that end in LF. */
        void writeTo(LfLines out) throws StoreException, IOException;
    }

    /** Returns whether it has a message from an earlier run; called once for each message, in their order. */
    boolean has(Letter letter);

    /**
     * Adds a message as a whole, or fails.
     *
     * @return the octets that were written
     */
    long add(Letter letter) throws StoreException, IOException;

    /** Completes what has been added; called once, after the last message. */
    void finish() throws IOException;
}
