package pop3bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
import pop3bridge.deploy.MaildropAccess;
import pop3bridge.deploy.Version;
import pop3bridge.moving.Import;
import pop3bridge.moving.MailSource;
import pop3bridge.store.StoreException;
import pop3bridge.store.maildrop.Address;

/** {@code import}: copies mail into a maildrop. */
@Command(name = "import", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Copies the messages of mbox files, Maildirs, folders of .eml files and other POP3 servers into the maildrop of a user. Messages keep the unique-ids that POP3 clients know them by, so that clients that leave mail on the server fetch nothing twice.",
        "The command can be interrupted and repeated: messages that are in the maildrop already are not copied again."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:all messages are in the maildrop", "1:some are not; each is named on standard error",
                "2:nothing was imported: the settings, the user or a source have a problem"})
final class ImportCommand implements Callable<Integer> {
    private static final int INCOMPLETE = 1;
    private static final int LARGEST = 100 * 1024 * 1024;

    /** A message may be in memory so many times. */
    private static final int COPIES = 6;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final SourceOptions sources = new SourceOptions();

    @Option(names = "--max-size", paramLabel = "OCTETS", converter = LimitOption.Imported.class, description = "The maximum size of a message, such as 4096KiB or 50MiB. Default: 100MiB, or less if Java has little memory.")
    private @Nullable Long maxSize;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "16", description = "How many messages are written at a time. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Option(names = "--dry-run", description = "Read everything and write nothing.")
    private boolean dryRun;

    @Parameters(index = "0", paramLabel = "USER", description = "The user whose maildrop gets the messages.")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "SOURCE", description = "An mbox file, a Maildir, an .eml file or a folder of such, or a POP3 server: pop3://USER@HOST or pop3s://USER@HOST.")
    @SuppressWarnings("NullAway.Init")
    private List<String> from;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    ImportCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandException {
        if (parallel < 1 || parallel > 1000) {
            throw new CommandException("--parallel: must be from 1 to 1000");
        }
        int most = maxSize == null
                ? (int) Math.min(LARGEST, Runtime.getRuntime().maxMemory() / COPIES)
                : Math.toIntExact(maxSize);
        Import.Settings settings = new Import.Settings(parallel, dryRun, sources.ids());
        for (String source : from) {
            close(sources.open(source, most));
        }
        try (MaildropAccess maildrops = MaildropAccess.open(config.read())) {
            Address maildrop = maildrops.maildrop(user)
                    .orElseThrow(() -> new ConfigException("users.file", "no such user: " + user));
            MovingProgress progress = new MovingProgress(spec.commandLine().getErr());
            try (Import run = new Import(maildrops.store(maildrop.bucket()), maildrop, settings, progress);
                    Interruption _ = new Interruption(progress::interrupted)) {
                return run(run, most, progress, e -> maildrops.problem(maildrop.bucket(), e));
            } catch (StoreException e) {
                throw maildrops.problem(maildrop.bucket(), e);
            }
        }
    }

    /** Explains what the store answered. */
    private interface Explanation {
        ConfigException of(StoreException e);
    }

    private int run(Import run, int most, MovingProgress progress, Explanation explanation) throws CommandException {
        Optional<String> problem = Optional.empty();
        for (String source : from) {
            try (MailSource mail = sources.open(source, most)) {
                run.copy(mail);
            } catch (IOException e) {
                problem = Optional.of(SourceOptions.problem(e));
                progress.problem(problem.get());
            } catch (StoreException e) {
                problem = Optional.of(String.join("; ", explanation.of(e).problems()));
                break;
            }
        }
        try {
            run.finish();
        } catch (StoreException e) {
            problem = Optional.of(String.join("; ", explanation.of(e).problems()));
        }
        progress.end();
        problem.ifPresent(progress::problem);
        if (run.unusedIds() > 0 && run.summary().kept() == 0 && !sources.namesIds()) {
            String advice = dryRun
                    ? "would get another unique-id: if POP3 clients know them by that field, use --uidl x-uidl, otherwise --uidl none"
                    : "got another unique-id: if POP3 clients know them by that field, remove what has been imported, and import again with --uidl x-uidl";
            progress.problem(run.unusedIds() + " of the messages have an X-UIDL field and " + advice);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(text(run.summary(), progress.time()));
        out.flush();
        return problem.isPresent() || run.summary().failed() > 0 ? INCOMPLETE : 0;
    }

    private String text(Import.Summary summary, Duration time) {
        return String.format(Locale.ROOT,
                "%s %d messages of %d octets, %d of them with the unique-id that they had; %d were there already; %d failed; %d.%03d s",
                dryRun ? "Would import" : "Imported", summary.imported(), summary.octets(), summary.kept(),
                summary.present(), summary.failed(), time.toSeconds(), time.toMillisPart());
    }

    /** A source that opens is opened again when its turn comes. */
    private static void close(MailSource source) throws CommandException {
        try (source) {
            return;
        } catch (IOException e) {
            throw new CommandException(SourceOptions.problem(e));
        }
    }
}
