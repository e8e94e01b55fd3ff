package pop3bridge.moving.mbox;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import pop3bridge.moving.LfLines;
import pop3bridge.moving.MailTarget;
import pop3bridge.store.StoreException;

/** A new mbox in the dialect mboxrd. It gets its name when it is complete. Not thread-safe. */
public final class MboxTarget implements MailTarget {
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter
            .ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Path path;
    private final Path temporary;
    private final FileChannel file;
    private final OutputStream out;

    private MboxTarget(Path path, Path temporary, FileChannel file) {
        this.path = path;
        this.temporary = temporary;
        this.file = file;
        this.out = new BufferedOutputStream(Channels.newOutputStream(file));
    }

    /**
     * Creates a file.
     *
     * @throws FileAlreadyExistsException if there is one
     */
    public static MboxTarget open(Path path) throws IOException {
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        return new MboxTarget(path, temporary, FileChannel.open(temporary, StandardOpenOption.CREATE,
                StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    }

    /** Quotes lines. */
    private static final class Quoted extends FilterOutputStream {
        private static final byte[] FROM = "From ".getBytes(US_ASCII);

        /** How many octets of FROM the line has so far; less than 0 if it is another line. */
        private int matched;
        private int quotes;

        private Quoted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            if (matched == 0 && octet == '>') {
                quotes++;
                return;
            }
            if (matched >= 0 && octet == FROM[matched]) {
                matched++;
                if (matched == FROM.length) {
                    quotes++;
                    release();
                }
                return;
            }
            release();
            out.write(octet);
            if (octet == '\n') {
                matched = 0;
            }
        }

        private void release() throws IOException {
            for (; quotes > 0; quotes--) {
                out.write('>');
            }
            out.write(FROM, 0, Math.max(0, matched));
            matched = -1;
        }

        @Override
        public void flush() throws IOException {
            if (matched > 0 || quotes > 0) {
                release();
            }
            out.flush();
        }
    }

    @Override
    public int parallel() {
        return 1;
    }

    @Override
    public boolean has(Letter letter) {
        return false;
    }

    /** Adds a message; one that cannot be read leaves nothing. */
    @Override
    public long add(Letter letter) throws StoreException, IOException {
        out.flush();
        long begin = file.position();
        boolean added = false;
        try {
            out.write(("From MAILER-DAEMON " + ASCTIME.format(letter.arrival()) + "\n").getBytes(US_ASCII));
            Quoted quoted = new Quoted(out);
            LfLines lines = new LfLines(quoted);
            letter.content().writeTo(lines);
            quoted.flush();
            out.write('\n');
            out.flush();
            added = true;
            return lines.written();
        } finally {
            if (!added) {
                out.flush();
                file.truncate(begin);
            }
        }
    }

    @Override
    public void finish() throws IOException {
        out.flush();
        file.force(true);
        Files.move(temporary, path);
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(temporary);
    }
}
