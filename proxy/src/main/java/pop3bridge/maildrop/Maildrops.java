package pop3bridge.maildrop;

import pop3bridge.accounts.Account;

/** Opens maildrops. Implementations are thread-safe and may block. */
public interface Maildrops {
    /**
     * Acquires the exclusive lock of the account's maildrop and lists its messages (RFC 1939 §4). Holds no lock if it
     * fails.
     *
     * @throws MaildropException with {@link MaildropException.Reason#IN_USE} if another session holds the lock,
     * otherwise with the reason why the maildrop cannot be opened
     */
    Maildrop open(Account account, Opening opening) throws MaildropException;
}
