package pop3bridge.delivery;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.lmtp.Deliveries;
import pop3bridge.lmtp.MailPath;
import pop3bridge.sources.AccountSource;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.Scope;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.Address;

/** Stores mail in the maildrops of accounts. Thread-safe. */
public final class StoredDeliveries implements Deliveries {
    private static final Logger log = LoggerFactory.getLogger(StoredDeliveries.class);
    private static final int RANDOM_OCTETS = 8;

    private final Config config;
    private final Recipients recipients;
    private final Quotas quotas;
    private final Function<Scope, ObjectStore> stores;
    private final InstantSource time;
    private final SecureRandom random = new SecureRandom();

    /**
     * The configuration.
     *
     * @param bucket the bucket of accounts that name no maildrop of their own
     * @param prefix the template of their prefixes
     */
    public record Config(String bucket, String prefix, RecipientRules recipients, Quota quota) {}

    /**
     * @param stores opens the bucket of a maildrop
     * @param time the time of arrival of messages that do not tell it themselves
     */
    public StoredDeliveries(AccountSource source, Config config, Function<Scope, ObjectStore> stores,
            InstantSource time) {
        this.config = config;
        this.recipients = new Recipients(source, config.recipients());
        this.quotas = new Quotas(config.quota());
        this.stores = stores;
        this.time = time;
    }

    @Override
    public Recipient recipient(MailPath address) {
        try {
            Optional<Account> account = recipients.find(address)
                    .filter(found -> Address.problem(found, config.prefix()).isEmpty());
            return account.<Recipient>map(found -> new Recipient.Found(new StoredMailbox(found)))
                    .orElseGet(Recipient.Unknown::new);
        } catch (AccountsUnavailableException e) {
            log.atDebug().setCause(e).log("recipient cannot be looked up");
            return new Recipient.Unavailable();
        }
    }

    private final class StoredMailbox implements Mailbox {
        private final String user;
        private final Address address;

        private StoredMailbox(Account account) {
            this.user = account.name();
            this.address = Address.of(account, config.bucket(), config.prefix());
        }

        @Override
        public String user() {
            return user;
        }

        @Override
        public Outcome store(Mail mail) {
            IncomingMail incoming = new IncomingMail(mail.content());
            String key = address.prefix() + name(incoming, mail.recipient());
            byte[] stored = incoming.stored(mail.sender(), mail.recipient());
            try {
                ObjectStore store = stores.apply(address.scope());
                Optional<Outcome> refusal = quotas.refusal(address, store, key, stored.length);
                if (refusal.isPresent()) {
                    return refusal.get();
                }
                store.put(key, stored, Condition.absent());
                return Outcome.STORED;
            } catch (StoreException e) {
                quotas.forget(address);
                if (e.reason() == Reason.PRECONDITION_FAILED) {
                    return Outcome.REPEATED;
                }
                log.atWarn().addKeyValue("bucket", address.bucket()).addKeyValue("why", e.explanation())
                        .log("message cannot be stored, the mail server keeps it");
                return Outcome.UNAVAILABLE;
            }
        }

        private String name(IncomingMail incoming, String recipient) {
            if (incoming.isTraced()) {
                return incoming.repeatableName(recipient);
            }
            byte[] octets = new byte[RANDOM_OCTETS];
            random.nextBytes(octets);
            return IncomingMail.uniqueName(time.instant(), octets);
        }
    }
}
