package pop3bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.MaildropAccess;
import pop3bridge.deploy.Version;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.LockAdmin;
import pop3bridge.store.lock.LockAdmin.Found;
import pop3bridge.store.maildrop.Address;

/** {@code unlock}: releases the lock of a maildrop. */
@Command(name = "unlock", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Shows the lock of a user's maildrop and releases it after confirmation.",
        "A session that holds the lock loses the maildrop within a quarter of lock.lease. Its next command is then answered -ERR [SYS/TEMP], and its QUIT deletes nothing. Deletions that QUIT has already committed are still carried out."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:the maildrop is free", "1:the lock was not released; nothing was changed",
                "2:the lock cannot be read or written"})
final class UnlockCommand implements Callable<Integer> {
    private static final int NOT_FREED = 1;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final Confirmation confirmation = new Confirmation();

    @Option(names = "--discard", description = "Replace a lock that cannot be read. Messages whose deletion was acknowledged may reappear.")
    private boolean discard;

    @Parameters(paramLabel = "USER", description = "The user whose maildrop to unlock.")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    UnlockCommand() {}

    @Override
    public Integer call() throws ConfigException, IOException {
        try (MaildropAccess office = MaildropAccess.open(config.read())) {
            Address maildrop = office.maildrop(user)
                    .orElseThrow(() -> new ConfigException("users.file", "no such user: " + user));
            try {
                return unlock(office.locks(maildrop.bucket()), maildrop);
            } catch (StoreException e) {
                if (e.reason() == Reason.PRECONDITION_FAILED || e.reason() == Reason.NOT_FOUND) {
                    return end(NOT_FREED,
                            "The lock has changed in the meantime: its session is still active or has just ended. Try again.");
                }
                throw office.problem(maildrop.bucket(), e);
            }
        }
    }

    private int unlock(LockAdmin locks, Address maildrop) throws StoreException, IOException {
        Optional<Found> found = locks.of(maildrop.prefix());
        if (found.isEmpty()) {
            return end(0, "The maildrop of " + user + " is not locked.");
        }
        spec.commandLine().getOut().println(LockText.of(found.get()));
        return switch (found.get()) {
            case Found.Lock lock -> free(locks, lock);
            case Found.Foreign foreign -> discard(locks, maildrop, foreign);
        };
    }

    private int free(LockAdmin locks, Found.Lock lock) throws StoreException, IOException {
        if (lock.free()) {
            return end(0, "The maildrop is not locked.");
        }
        if (!confirmation.given(spec, "Release it?")) {
            return end(NOT_FREED, "Nothing was changed.");
        }
        locks.free(lock);
        return end(0, "The maildrop is free."
                + (lock.removals().isEmpty()
                        ? ""
                        : " The next session of " + user + " completes the pending deletions."));
    }

    private int discard(LockAdmin locks, Address maildrop, Found.Foreign found) throws StoreException, IOException {
        if (!discard) {
            return end(NOT_FREED,
                    "The pending deletions in this lock are lost if it is replaced: messages whose deletion was"
                            + " acknowledged may reappear. To replace it anyway, add --discard.");
        }
        if (!confirmation.given(spec, "Replace it? Messages whose deletion was acknowledged may reappear.")) {
            return end(NOT_FREED, "Nothing was changed.");
        }
        locks.discard(maildrop.prefix(), found);
        return end(0, "The maildrop is free.");
    }

    private int end(int status, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        return status;
    }
}
