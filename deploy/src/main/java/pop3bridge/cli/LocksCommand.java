package pop3bridge.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.MaildropAccess;
import pop3bridge.deploy.Version;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockAdmin.Found;

/** {@code locks}: lists who holds which maildrop, and since when. */
@Command(name = "locks", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Lists the maildrop locks and their holders.", exitCodeListHeading = "Exit status:%n", exitCodeList = {
        "0:the locks are listed", "2:the locks cannot be read"})
final class LocksCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    LocksCommand() {}

    @Override
    public Integer call() throws ConfigException {
        try (MaildropAccess office = MaildropAccess.open(config.read())) {
            List<Found> found = new ArrayList<>();
            for (String bucket : office.buckets()) {
                try {
                    found.addAll(office.locks(bucket).all());
                } catch (StoreException e) {
                    throw office.problem(bucket, e);
                }
            }
            PrintWriter out = spec.commandLine().getOut();
            List<Found> shown = found.stream().filter(LocksCommand::matters).toList();
            shown.forEach(lock -> out.println(LockText.of(lock)));
            out.println(shown.isEmpty() ? "No maildrop is locked." : "Locks: " + shown.size());
            out.flush();
            return 0;
        }
    }

    /** Leaves out locks that are free and have no pending removals. */
    private static boolean matters(Found found) {
        return !(found instanceof Found.Lock lock) || !lock.free() || !lock.removals().isEmpty();
    }
}
