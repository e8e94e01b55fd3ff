package pop3bridge.maildrop;

import pop3bridge.accounts.Account;

/** Opens maildrops. Implementations are safe for use by many threads and may block. */
public interface Maildrops {
    /**
     * Takes the exclusive lock of the account's maildrop and notes its messages (RFC 1939 §4). When this throws, no lock
     * is held.
     *
     * @throws MaildropException with {@link MaildropException.Reason#IN_USE} when another session holds the lock, else
     *     with the reason why the maildrop cannot be opened
     */
    Maildrop open(Account account, Opening opening) throws MaildropException;
}
