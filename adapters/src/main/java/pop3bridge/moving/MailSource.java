package pop3bridge.moving;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Mail in another place, such as a Maildir, read once from the first message to the last. Not thread-safe. */
public interface MailSource extends Closeable {
    /**
     * Returns what comes next; empty at the end.
     *
     * @throws IOException if the source cannot be read any further
     */
    Optional<Found> next() throws IOException;

    /** Returns which part of the source has been read, from 0 to 1. */
    double done();

    /** What a source has at one place. */
    sealed interface Found {}

    /**
     * A message that cannot be read.
     *
     * @param name where the message is
     * @param reason why, without a final full stop
     */
    record Unreadable(String name, String reason) implements Found {}

    /**
     * A message.
     *
     * @param name where the message is
     */
    record Mail(String name, Arrival arrival, Identity identity, Content content) implements Found {}

    /**
     * When a message arrived.
     *
     * @param known the time that the source has for it; empty if it follows from the header of the message
     * @param otherwise the time of a message whose header has none either
     */
    record Arrival(Optional<Instant> known, Instant otherwise) {
        /** Returns a time that the source knows. */
        public static Arrival at(Instant time) {
            return new Arrival(Optional.of(time), time);
        }

        /** Returns the time in the header. */
        public static Arrival inHeader(Instant otherwise) {
            return new Arrival(Optional.empty(), otherwise);
        }
    }

    /**
     * How a source tells messages apart.
     *
     * @param order the number of the message, greater than that of earlier messages; empty if its place follows from its
     *     time of arrival
     * @param uniqueId the unique-id that POP3 clients know it by
     * @param certain whether a message of the same unique-id is certainly the same
     */
    record Identity(OptionalLong order, Optional<String> uniqueId, boolean certain) {
        /** The source has nothing to tell messages apart by. */
        public static final Identity NONE = new Identity(OptionalLong.empty(), Optional.empty(), false);
    }

    /** The octets of a message. */
    interface Content {
        /**
         * Reads the message.
         *
         * @throws BadMailException if this message cannot be read
         * @throws IOException if the source cannot be read any further
         */
        byte[] read() throws BadMailException, IOException;
    }

    /** A message cannot be read; others may be readable. The text says why, without a final full stop. */
    final class BadMailException extends Exception {
        private static final long serialVersionUID = 1L;

        public BadMailException(String reason) {
            super(reason);
        }

        /** Returns that a message is too large. */
        public static BadMailException tooLarge(int maxSize) {
            return new BadMailException("is larger than " + maxSize + " octets (--max-size)");
        }

        /** Returns why. */
        public String reason() {
            return String.valueOf(getMessage());
        }
    }
}
