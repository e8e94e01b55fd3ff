package pop3bridge.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
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
import pop3bridge.moving.Export;
import pop3bridge.moving.MailTarget;
import pop3bridge.moving.maildir.MaildirTarget;
import pop3bridge.moving.mbox.MboxTarget;
import pop3bridge.store.StoreException;
import pop3bridge.store.maildrop.Address;
import pop3bridge.store.maildrop.ListedMail;

/** {@code export}: copies the mail of a maildrop to files. */
@Command(name = "export", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
        "Copies the messages of a user's maildrop to a Maildir, with a dovecot-uidlist that keeps their unique-ids, or to an mbox.",
        "It takes no lock and deletes nothing: clients can use the maildrop meanwhile. Messages that a client has deleted are not copied, even if they are still to be removed. A Maildir can be exported to again: messages that it has already are not copied again."}, exitCodeListHeading = "Exit status:%n", exitCodeList = {
                "0:all messages were copied", "1:some were not; each is named on standard error",
                "2:nothing was exported: the settings, the user or the target have a problem"})
final class ExportCommand implements Callable<Integer> {
    private static final int INCOMPLETE = 1;

    private enum Format {
        maildir,
        mbox
    }

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "maildir", description = "maildir or mbox, in the dialect mboxrd. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.maildir;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "16", description = "How many messages are read at a time for a Maildir. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    @Parameters(index = "0", paramLabel = "USER", description = "The user whose maildrop is copied.")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Parameters(index = "1", paramLabel = "TARGET", description = "The Maildir, which is created if it does not exist, or the mbox, which must not exist.")
    @SuppressWarnings("NullAway.Init")
    private Path target;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    ExportCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandException {
        if (parallel < 1 || parallel > 1000) {
            throw new CommandException("--parallel: must be from 1 to 1000");
        }
        try (MaildropAccess maildrops = MaildropAccess.open(config.read())) {
            Address maildrop = maildrops.maildrop(user)
                    .orElseThrow(() -> new ConfigException("users.file", "no such user: " + user));
            try {
                return export(maildrops.mail(maildrop));
            } catch (StoreException e) {
                throw maildrops.problem(maildrop.bucket(), e);
            }
        }
    }

    private int export(ListedMail mail) throws StoreException, CommandException {
        MovingProgress progress = new MovingProgress(spec.commandLine().getErr());
        try (MailTarget open = format == Format.maildir
                ? MaildirTarget.open(target, parallel)
                : MboxTarget.open(target)) {
            Export.Summary summary = new Export(mail, open, new Export.Watcher() {
                @Override
                public void failed(String name, String reason) {
                    progress.failed(name, reason);
                }

                @Override
                public void advanced(double done) {
                    progress.show(done);
                }
            }).run();
            progress.end();
            print(summary, progress.time());
            return summary.failed() > 0 ? INCOMPLETE : 0;
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(e.getFile() + " exists already");
        } catch (IOException e) {
            throw new CommandException(target + ": " + SourceOptions.problem(e));
        }
    }

    private void print(Export.Summary summary, Duration time) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT,
                "Exported %d messages of %d octets; %d were there already; %d failed; %d.%03d s", summary.exported(),
                summary.octets(), summary.present(), summary.failed(), time.toSeconds(), time.toMillisPart()));
        out.flush();
    }
}
