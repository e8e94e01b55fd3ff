package pop3bridge.deploy;

import java.util.Optional;
import java.util.function.Supplier;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.maildrop.Opening;

/**
 * Opens no maildrop while the store is known not to hold locks. Open ones stay open.
 *
 * @param refuted why the store cannot hold locks; empty if it can
 */
record TrustedMaildrops(Maildrops maildrops, Supplier<Optional<String>> refuted) implements Maildrops {
    @Override
    public Maildrop open(Account account, Opening opening) throws MaildropException {
        if (refuted.get().isPresent()) {
            throw new MaildropException(Reason.TEMPORARY, "maildrops cannot be locked now, try again later");
        }
        return maildrops.open(account, opening);
    }
}
