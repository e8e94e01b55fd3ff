package pop3bridge.maildrop;

import java.util.Collection;
import java.util.List;

/**
 * A locked maildrop, as it was when it was opened: the messages and their numbers never change until it is closed. Message
 * numbers run from 1 to {@link #count()} in order of arrival. For use by one thread at a time; every method may block.
 */
public interface Maildrop extends AutoCloseable {
    /**
     * To be called before each command is carried out: the client is still there, and is told nothing after the lock was lost.
     *
     * @throws MaildropException if the lock is no longer held, or nobody can tell; then the session ends without UPDATE
     */
    void use() throws MaildropException;

    /** Returns how many messages there were when the maildrop was opened. */
    int count();

    /**
     * Returns the unique-id of a message: 1 to 70 characters of 0x21 to 0x7E, no other message of the maildrop has it
     * (RFC 1939 §7).
     */
    String uniqueId(int number);

    /**
     * Returns the sizes of these messages, in their order: octets as RETR sends them, with CRLF line ends and before
     * byte-stuffing. For a message that cannot be read for good, the size that the store names; then {@link #open} of
     * it fails.
     *
     * @throws MaildropException if a size cannot be found now
     */
    long[] sizes(List<Integer> numbers) throws MaildropException;

    /**
     * Opens a message for reading.
     *
     * @throws MaildropException if it cannot be read now or for good, or is gone
     */
    Content open(int number) throws MaildropException;

    /**
     * Opens a message that is likely to be read at its beginning alone, as for TOP: what is not asked for need not be fetched.
     *
     * @throws MaildropException if it cannot be read now or for good, or is gone
     */
    Content openBeginning(int number) throws MaildropException;

    /**
     * Makes sure that a message may be marked for removal.
     *
     * @throws MaildropException if its octets mean nothing to clients, so that whoever removes it has not read it; or if that cannot
     *     be found out now
     */
    void checkRemovable(int number) throws MaildropException;

    /**
     * Removes these messages for good (RFC 1939 §6), going on past those that cannot be removed.
     *
     * @throws MaildropException if not all of them are gone; its text says how many of how many
     */
    void remove(Collection<Integer> numbers) throws MaildropException;

    /** Releases the lock and removes nothing; to be called exactly once. */
    @Override
    void close();
}
