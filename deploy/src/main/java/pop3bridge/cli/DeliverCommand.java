package pop3bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.delivery.IncomingMail;
import pop3bridge.delivery.IncomingMail.UnacceptableException;
import pop3bridge.delivery.Quota;
import pop3bridge.delivery.Quotas;
import pop3bridge.deploy.MaildropAccess;
import pop3bridge.deploy.Version;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.Address;

/** {@code deliver}: stores a message, for mail servers that deliver to a command. */
@Command(name = "deliver", mixinStandardHelpOptions = true, exitCodeOnInvalidInput = DeliverCommand.TRY_LATER, exitCodeOnExecutionException = DeliverCommand.TRY_LATER, versionProvider = Version.class, description = {
        "Stores the message on standard input in the maildrop of a user, for a mail server that delivers to a command, such as Postfix's pipe or Exim's pipe transport.",
        "Adds Return-Path and Delivered-To, and ends all lines with CRLF. Ends with status 0 only when the store has the message."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:the message is stored", "65:the message is empty or too large", "67:there is no such user",
                "75:the message is not known to be stored; deliver it again later", "77:the maildrop is full"})
final class DeliverCommand implements Callable<Integer> {
    private static final int DATA_ERROR = 65;
    private static final int NO_USER = 67;
    private static final int FULL = 77;

    /** Also for wrong settings: with another status, the mail server would return the message to its sender. */
    static final int TRY_LATER = 75;
    private static final int RANDOM_OCTETS = 8;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "The sender's address, for Return-Path. Default: <>.")
    private @Nullable String sender;

    @Option(names = "--id", paramLabel = "ID", description = "The mail server's identifier for the message, such as its queue ID. A message that is delivered again with the same ID is stored once. Without it, a repeat is recognized if the message has a Received field with an ID and a date, and is the same from there on.")
    private @Nullable String id;

    @Option(names = "--max-size", paramLabel = "OCTETS", defaultValue = "50MiB", converter = LimitOption.Delivered.class, description = "The maximum size of a message, such as 4096KiB or 50MiB. Default: ${DEFAULT-VALUE}.")
    private long maxSize;

    @Option(names = "--quota", paramLabel = "OCTETS", converter = LimitOption.Quota.class, description = "The maximum size of all messages of a maildrop, such as 500MiB or 2GiB. The maildrop is then listed, which takes a request for 1,000 messages. Default: no limit.")
    private long quota = Quota.NONE.octets();

    @Option(names = "--quota-messages", paramLabel = "COUNT", converter = LimitOption.QuotaMessages.class, description = "The maximum number of messages of a maildrop, like --quota.")
    private long quotaMessages = Quota.NONE.messages();

    @Parameters(paramLabel = "USER", description = "The user whose maildrop gets the message.")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    DeliverCommand() {}

    @Override
    public Integer call() {
        try (MaildropAccess maildrops = MaildropAccess.open(config.read())) {
            Optional<Address> maildrop = maildrops.maildrop(user);
            if (maildrop.isEmpty()) {
                return refuse(NO_USER, "5.1.1 no such user: " + user);
            }
            IncomingMail mail = IncomingMail.read(System.in, Math.toIntExact(maxSize));
            return store(maildrops, maildrop.get(), mail);
        } catch (ConfigException e) {
            return end(TRY_LATER, String.join("; ", e.problems()));
        } catch (UnacceptableException e) {
            return refuse(DATA_ERROR, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return end(TRY_LATER, "standard input: " + e.getMessage());
        }
    }

    private int store(MaildropAccess maildrops, Address maildrop, IncomingMail mail) {
        String key = maildrop.prefix() + name(mail);
        byte[] stored = mail.stored(sender == null ? "" : sender, user);
        try {
            ObjectStore store = maildrops.store(maildrop.bucket());
            Optional<Outcome> refusal = new Quotas(new Quota(quota, quotaMessages)).refusal(maildrop, store, key,
                    stored.length);
            if (refusal.isPresent()) {
                return refusal.get() == Outcome.OVER_QUOTA ? refuse(FULL, "5.2.2 maildrop of " + user + " is full") : 0;
            }
            store.put(key, stored, Condition.absent());
            return 0;
        } catch (StoreException e) {
            if (e.reason() == Reason.PRECONDITION_FAILED && isRepeatable(mail)) {
                return 0;
            }
            return end(TRY_LATER, String.join("; ", maildrops.problem(maildrop.bucket(), e).problems()));
        }
    }

    private boolean isRepeatable(IncomingMail mail) {
        return id != null || mail.isTraced();
    }

    private String name(IncomingMail mail) {
        if (isRepeatable(mail)) {
            return mail.repeatableName(id == null ? user : id + "\0" + user);
        }
        byte[] random = new byte[RANDOM_OCTETS];
        new SecureRandom().nextBytes(random);
        return IncomingMail.uniqueName(Instant.now(), random);
    }

    private int end(int status, String problem) {
        return refuse(status, "pop3bridge: " + problem);
    }

    /** Postfix takes an enhanced status code at the begin of the output for that of the bounce. */
    private int refuse(int status, String problem) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(problem);
        err.flush();
        return status;
    }
}
