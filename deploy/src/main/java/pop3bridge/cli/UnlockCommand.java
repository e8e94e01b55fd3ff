package pop3bridge.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.LockAccess;
import pop3bridge.deploy.Version;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.LockAdmin;
import pop3bridge.store.lock.LockAdmin.Found;
import pop3bridge.store.maildrop.Address;

/** {@code unlock}: releases the lock of a maildrop. */
@Command(name = "unlock", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Shows the lock of a user's maildrop, asks, and frees it.",
        "A session that has it is cut off: it answers -ERR [SYS/TEMP] and removes nothing more. What was decided to be removed stays decided."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:the maildrop is free", "1:it is not: nothing was changed", "2:the lock cannot be reached"})
final class UnlockCommand implements Callable<Integer> {
    private static final int NOT_FREED = 1;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--discard", description = "Replace a lock that cannot be read. Messages whose removal was acknowledged may come back.")
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
        try (LockAccess office = LockAccess.open(config.read())) {
            Address maildrop = office.maildrop(user)
                    .orElseThrow(() -> new ConfigException("users.file", "there is no user " + user));
            try {
                return unlock(office.locks(maildrop.bucket()), maildrop);
            } catch (StoreException e) {
                if (e.reason() == Reason.PRECONDITION_FAILED || e.reason() == Reason.NOT_FOUND) {
                    return end(NOT_FREED, "The lock has changed meanwhile: its session is alive, or gone. Look again.");
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
        if (!confirmed("Free it?")) {
            return end(NOT_FREED, "Left as it is.");
        }
        locks.free(lock);
        return end(0, "It is free."
                + (lock.removals() == 0 ? "" : " The next session of " + user + " finishes the removals."));
    }

    private int discard(LockAdmin locks, Address maildrop, Found.Foreign found) throws StoreException, IOException {
        if (!discard) {
            return end(NOT_FREED, "What it says about removals is lost if it is replaced: messages whose removal was"
                    + " acknowledged may come back. To replace it all the same: --discard");
        }
        if (!confirmed("Replace it? Messages whose removal was acknowledged may come back.")) {
            return end(NOT_FREED, "Left as it is.");
        }
        locks.discard(maildrop.prefix(), found);
        return end(0, "It is free.");
    }

    private boolean confirmed(String question) throws IOException {
        if (yes) {
            return true;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(question + " [y/N] ");
        out.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = in.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private int end(int status, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        return status;
    }
}
