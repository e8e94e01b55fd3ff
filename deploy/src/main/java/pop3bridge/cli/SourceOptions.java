package pop3bridge.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pop3bridge.moving.KeptIds;
import pop3bridge.moving.MailSource;
import pop3bridge.moving.files.CsvIds;
import pop3bridge.moving.files.EmlSource;
import pop3bridge.moving.files.SourceKind;
import pop3bridge.moving.maildir.MaildirSource;
import pop3bridge.moving.maildir.MaildirSource.Uids;
import pop3bridge.moving.maildir.UidlFormat;
import pop3bridge.moving.mbox.MboxDialect;
import pop3bridge.moving.mbox.MboxSource;

/** The options that say what the sources of {@code import} are, and where their unique-ids come from. */
final class SourceOptions {
    private enum Format {
        auto,
        mbox,
        maildir,
        eml
    }

    private enum Uidl {
        auto,
        dovecot,
        courier,
        x_uidl,
        none;

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "auto", description = "What the sources are: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, by what each is. With eml, all files of a folder are read.")
    private Format format = Format.auto;

    @Option(names = "--mbox-dialect", paramLabel = "DIALECT", defaultValue = "auto", description = "The dialect of mbox: auto, o, rd, cl or cl2. Default: ${DEFAULT-VALUE}, where Content-Length counts if it fits.")
    private String dialect = "auto";

    @Option(names = "--folder", paramLabel = "NAME", description = "A folder of a Maildir, such as Archive.2025; may be repeated. Default: INBOX only.")
    private List<String> folders = List.of(MaildirSource.INBOX);

    @Option(names = "--with-trashed", description = "Also import messages of a Maildir that have the flag T.")
    private boolean withTrashed;

    @Option(names = "--uidl", paramLabel = "FROM", defaultValue = "auto", description = "Where the unique-ids come from: auto, dovecot (dovecot-uidlist), courier (courierpop3dsizelist), x-uidl (the header field) or none (new ones). Default: ${DEFAULT-VALUE}, the first of these two files that there is beside a Maildir.")
    private String uidl = "auto";

    @Option(names = "--uidl-format", paramLabel = "FORMAT", defaultValue = UidlFormat.DEFAULT, description = "Dovecot's pop3_uidl_format. Default: ${DEFAULT-VALUE}.")
    private String uidlFormat = UidlFormat.DEFAULT;

    @Option(names = "--uidl-csv", paramLabel = "FILE", description = "File with lines MESSAGE,UNIQUE-ID, where MESSAGE is the name of a message's file or its Message-ID.")
    private @Nullable Path uidlCsv;

    @Mixin
    private final Pop3Options pop3 = new Pop3Options();

    SourceOptions() {}

    /** Returns the unique-ids that the sources do not have themselves. */
    KeptIds ids() throws CommandException {
        if (uidlCsv == null) {
            return uidl() == Uidl.x_uidl ? KeptIds.X_UIDL : KeptIds.NONE;
        }
        try {
            return CsvIds.read(uidlCsv);
        } catch (IOException e) {
            throw new CommandException("--uidl-csv: " + problem(e));
        }
    }

    /** Returns whether an option says where unique-ids come from. */
    boolean namesIds() throws CommandException {
        return uidlCsv != null || uidl() != Uidl.auto;
    }

    /**
     * Opens a source.
     *
     * @param maxSize the maximum size of a message in octets
     * @throws CommandException if it cannot be read
     */
    MailSource open(String source, int maxSize) throws CommandException {
        Uids uids = uids();
        MboxDialect mbox = dialect();
        try {
            if (Pop3Options.isServer(source)) {
                return pop3.open(source, maxSize);
            }
            Path path = Path.of(source);
            SourceKind kind = switch (format) {
                case auto -> SourceKind.of(path);
                case mbox -> SourceKind.MBOX;
                case maildir -> SourceKind.MAILDIR;
                case eml -> SourceKind.EML;
            };
            return switch (kind) {
                case MBOX -> MboxSource.open(path, mbox, maxSize);
                case MAILDIR ->
                    MaildirSource.open(path, new MaildirSource.Settings(folders, withTrashed, maxSize), uids);
                case EML -> EmlSource.open(path, format == Format.eml, maxSize);
            };
        } catch (IOException e) {
            throw new CommandException(problem(e));
        } catch (InvalidPathException e) {
            throw new CommandException(e.getInput() + ": " + e.getReason());
        }
    }

    static String problem(IOException e) {
        return e instanceof NoSuchFileException ? e.getMessage() + " does not exist" : String.valueOf(e.getMessage());
    }

    private Uids uids() throws CommandException {
        try {
            UidlFormat parsed = UidlFormat.parse(uidlFormat);
            return switch (uidl()) {
                case auto -> new Uids.Auto(parsed);
                case dovecot -> new Uids.Dovecot(parsed);
                case courier -> new Uids.Courier();
                case x_uidl, none -> new Uids.None();
            };
        } catch (IllegalArgumentException e) {
            throw new CommandException("--uidl-format: " + e.getMessage());
        }
    }

    private Uidl uidl() throws CommandException {
        return oneOf(Uidl.class, "--uidl", uidl);
    }

    private MboxDialect dialect() throws CommandException {
        return oneOf(MboxDialect.class, "--mbox-dialect", dialect);
    }

    private static <T extends Enum<T>> T oneOf(Class<T> type, String option, String value) throws CommandException {
        for (T constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
                return constant;
            }
        }
        throw new CommandException(option + ": unknown value " + Printable.of(value));
    }
}
