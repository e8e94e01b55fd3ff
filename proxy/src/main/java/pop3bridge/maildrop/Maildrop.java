package pop3bridge.maildrop;

import java.util.Collection;
import java.util.List;

/**
 * A locked maildrop, as a snapshot made when it was opened: the messages and their numbers do not change until it is
 * closed. Message numbers range from 1 to {@link #count()}, in order of arrival. Used by one thread at a time; every
 * method may block.
 */
public interface Maildrop extends AutoCloseable {
    /**
     * Must be called before each command: notes that the client is active, and verifies the lock.
     *
     * @throws MaildropException if the lock is no longer held, or this cannot be verified; the session then ends
     * without entering the UPDATE state
     */
    void use() throws MaildropException;

    /** Returns the number of messages when the maildrop was opened. */
    int count();

    /**
     * Returns the unique-id of a message: 1 to 70 characters from 0x21 to 0x7E, unique within the maildrop (RFC 1939
     * §7).
     */
    String uniqueId(int number);

    /**
     * Returns the sizes of these messages, in this order: octets as sent by RETR, with CRLF line endings and before
     * byte-stuffing. For a permanently unreadable message, returns the stored size; {@link #open} then fails.
     *
     * @throws MaildropException if a size cannot be determined now
     */
    long[] sizes(List<Integer> numbers) throws MaildropException;

    /**
     * Opens a message for reading.
     *
     * @throws MaildropException if it cannot be read now or for good, or is gone
     */
    Content open(int number) throws MaildropException;

    /**
     * Opens a message of which probably only the beginning will be read, as for TOP: the rest need not be fetched.
     *
     * @throws MaildropException if it cannot be read now or for good, or is gone
     */
    Content openBeginning(int number) throws MaildropException;

    /**
     * Verifies that a message may be marked for deletion.
     *
     * @throws MaildropException if its content is encoded and useless to clients, so that no client can have read it;
     * or if this cannot be verified now
     */
    void checkRemovable(int number) throws MaildropException;

    /**
     * Deletes these messages permanently (RFC 1939 §6); continues after a message that cannot be deleted.
     *
     * @throws MaildropException if not all of them were deleted; its text contains the numbers
     */
    void remove(Collection<Integer> numbers) throws MaildropException;

    /** Releases the lock without removing anything; must be called exactly once. */
    @Override
    void close();
}
