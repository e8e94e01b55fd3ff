package pop3bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.MaildropAccess;
import pop3bridge.deploy.Version;
import pop3bridge.store.Entry;
import pop3bridge.store.StoreException;
import pop3bridge.store.maildrop.Address;
import pop3bridge.store.maildrop.RemovedMail;

/** {@code restore}: moves copies of removed messages back into a maildrop. */
@Command(name = "restore", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Moves the messages that a user's clients have removed back into the maildrop, from the copies under mail.keep-removed.",
        "They get new unique-ids, so that clients fetch them again. A session sees them after its next login."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:the messages are in the maildrop, or there are none", "1:nothing was changed",
                "2:not all messages could be restored; run it again"})
final class RestoreCommand implements Callable<Integer> {
    private static final int UNCHANGED = 1;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final Confirmation confirmation = new Confirmation();

    @Option(names = "--since", paramLabel = "TIME", converter = Time.class, description = "Only messages removed since this time, such as 2026-11-01 or 2026-11-01T08:30:00Z; a date begins at midnight UTC. Default: all.")
    private Instant since = Instant.EPOCH;

    @Parameters(paramLabel = "USER", description = "The user whose messages to restore.")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    RestoreCommand() {}

    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.contains("T")
                        ? Instant.parse(text)
                        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeParseException _) {
                throw new TypeConversionException(
                        "'" + text + "' is not a time such as 2026-11-01 or 2026-11-01T08:30:00Z");
            }
        }
    }

    @Override
    public Integer call() throws ConfigException, IOException {
        try (MaildropAccess maildrops = MaildropAccess.open(config.read())) {
            Address maildrop = maildrops.maildrop(user)
                    .orElseThrow(() -> new ConfigException("users.file", "no such user: " + user));
            try {
                return restore(maildrops.removed(user, maildrop));
            } catch (StoreException e) {
                throw maildrops.problem(maildrop.bucket(), e);
            }
        }
    }

    private int restore(RemovedMail removed) throws StoreException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Entry> copies = removed.since(since);
        if (copies.isEmpty()) {
            return end(0, "No messages to restore.");
        }
        for (Entry copy : copies) {
            out.println("removed " + copy.lastModified() + "  " + copy.size() + " octets  "
                    + Printable.of(copy.key()));
        }
        if (!confirmation.given(spec, "Restore " + counted(copies.size()) + "?")) {
            return end(UNCHANGED, "Nothing was changed.");
        }
        int restored = 0;
        for (Entry copy : copies) {
            restored += removed.restore(copy) ? 1 : 0;
        }
        return end(0, "Restored " + counted(restored) + ".");
    }

    private static String counted(int messages) {
        return messages == 1 ? "1 message" : messages + " messages";
    }

    private int end(int status, String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        return status;
    }
}
