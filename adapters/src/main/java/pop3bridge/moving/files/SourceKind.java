package pop3bridge.moving.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import pop3bridge.moving.maildir.MaildirSource;

/** The kinds of files and folders that mail can be read from. */
public enum SourceKind {
    MBOX,
    MAILDIR,
    EML;

    private static final String OUTLOOK = "!BDN";
    private static final int BEGIN = 64;

    /**
     * Recognises a file or folder by what it is.
     *
     * @throws IOException if it cannot be read, or is none of these; the message says what to do
     */
    public static SourceKind of(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            if (MaildirSource.isMaildir(path)) {
                return MAILDIR;
            }
            if (EmlSource.hasMail(path)) {
                return EML;
            }
            throw new IOException(
                    path + " is neither a Maildir, with the folders cur and new, nor a folder of .eml files."
                            + " If its files have other names, add --format eml");
        }
        if (!Files.exists(path)) {
            throw new IOException(path + " does not exist");
        }
        String begin = begin(path);
        if (begin.startsWith(OUTLOOK)) {
            throw new IOException(path + " is a file of Outlook (.pst or .ost), which only Outlook and converters read:"
                    + " convert it with \"readpst -o FOLDER FILE\" (Debian's package pst-utils) and import the mbox files");
        }
        if (EmlSource.isNamedSo(path)) {
            return EML;
        }
        if (begin.stripLeading().startsWith("From ") || begin.isEmpty()) {
            return MBOX;
        }
        throw new IOException(path + " is neither an mbox, which begins with \"From \", nor an .eml file."
                + " If it is a message, add --format eml");
    }

    private static String begin(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(BEGIN), ISO_8859_1);
        }
    }
}
