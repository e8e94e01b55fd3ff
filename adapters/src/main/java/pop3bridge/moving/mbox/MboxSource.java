package pop3bridge.moving.mbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import pop3bridge.moving.FromLine;
import pop3bridge.moving.MailSource;
import pop3bridge.moving.mbox.Pieces.Piece;

/**
 * The messages of an mbox. Messages are separated by lines {@code From …} with a time. Where the dialect has it, a message
 * ends where its Content-Length says, whatever its lines look like.
 */
public final class MboxSource implements MailSource {
    private static final int MAX_SEPARATOR = 1000;
    private static final String CONTENT_LENGTH = "content-length:";
    private static final int MOST_DIGITS = 18;

    private final Path path;
    private final MboxDialect dialect;
    private final int maxSize;
    private final Pieces pieces;
    private Optional<String> separator = Optional.empty();
    private boolean begun;
    private int number;

    private MboxSource(Path path, MboxDialect dialect, int maxSize, Pieces pieces) {
        this.path = path;
        this.dialect = dialect;
        this.maxSize = maxSize;
        this.pieces = pieces;
    }

    /**
     * Opens a file.
     *
     * @param maxSize the maximum size of a message in octets
     */
    public static MboxSource open(Path path, MboxDialect dialect, int maxSize) throws IOException {
        return new MboxSource(path, dialect, maxSize, new Pieces(path));
    }

    /** A message while it is read. */
    private final class Reading {
        private final ByteArrayOutputStream header = new ByteArrayOutputStream();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private OptionalLong contentLength = OptionalLong.empty();
        private boolean tooLarge;
        private boolean counted;
        private Optional<String> problem = Optional.empty();

        private void add(ByteArrayOutputStream part, Piece piece) {
            tooLarge |= (long) header.size() + body.size() + piece.length() > maxSize;
            if (tooLarge) {
                header.reset();
                body.reset();
            } else {
                part.write(piece.buffer(), piece.begin(), piece.length());
            }
        }

        private byte[] message() {
            byte[] rest = counted ? body.toByteArray() : withoutLastEmptyLine();
            if (dialect.quotesHeader()) {
                header.writeBytes(rest);
                return dialect.unquoted(header.toByteArray(), counted);
            }
            header.writeBytes(dialect.unquoted(rest, counted));
            return header.toByteArray();
        }

        /** The empty line before a separator belongs to the separator. */
        private byte[] withoutLastEmptyLine() {
            byte[] octets = body.toByteArray();
            String end = new String(octets, Math.max(0, octets.length - 4), Math.min(4, octets.length), ISO_8859_1);
            int surplus = end.endsWith("\n\r\n") || end.equals("\r\n")
                    ? 2
                    : end.endsWith("\n\n") || end.equals("\n") ? 1 : 0;
            return Arrays.copyOf(octets, octets.length - surplus);
        }
    }

    @Override
    public Optional<Found> next() throws IOException {
        if (!begun) {
            begun = true;
            begin();
        }
        if (separator.isEmpty()) {
            return Optional.empty();
        }
        number++;
        String name = path + ": message " + number + " at octet " + pieces.offset();
        Optional<Instant> time = FromLine.time(separator.get());
        separator = Optional.empty();
        Reading reading = new Reading();
        if (readHeader(reading)) {
            readBody(reading);
        }
        if (reading.problem.isPresent() || reading.tooLarge) {
            return Optional.of(new Unreadable(name, reading.problem
                    .orElseGet(() -> BadMailException.tooLarge(maxSize).reason())));
        }
        Arrival arrival = time.map(Arrival::at).orElse(Arrival.inHeader(Instant.EPOCH));
        byte[] message = reading.message();
        return Optional.of(new Mail(name, arrival, Identity.NONE, () -> message));
    }

    private void begin() throws IOException {
        Optional<Piece> first = pieces.next();
        while (first.isPresent() && first.get().isEmptyLine()) {
            first = pieces.next();
        }
        if (first.isPresent() && !separates(first.get(), true)) {
            throw new IOException(path + " is not an mbox: its first line is not of the form"
                    + " \"From sender Sun Nov 29 07:08:09 2026\"");
        }
    }

    /** Returns whether a piece is a separator; if so, it is the next message's, and read to the end of its line. */
    private boolean separates(Piece piece, boolean afterEmptyLine) throws IOException {
        if (!piece.starts() || !MboxDialect.isFrom(piece.buffer(), piece.begin(), piece.end())) {
            return false;
        }
        String line = new String(piece.buffer(), piece.begin(), Math.min(piece.length(), MAX_SEPARATOR), ISO_8859_1);
        if (!FromLine.separates(line, afterEmptyLine)) {
            return false;
        }
        separator = Optional.of(line);
        boolean ended = piece.ends();
        while (!ended) {
            Optional<Piece> rest = pieces.next();
            ended = rest.isEmpty() || rest.get().ends();
        }
        return true;
    }

    /** Returns whether a body follows. */
    private boolean readHeader(Reading reading) throws IOException {
        for (Optional<Piece> next = pieces.next(); next.isPresent(); next = pieces.next()) {
            Piece piece = next.get();
            if (separates(piece, false)) {
                return false;
            }
            if (piece.starts() && reading.contentLength.isEmpty()) {
                reading.contentLength = contentLength(piece);
            }
            reading.add(reading.header, piece);
            if (piece.isEmptyLine()) {
                return true;
            }
        }
        return false;
    }

    private static OptionalLong contentLength(Piece piece) {
        String line = new String(piece.buffer(), piece.begin(),
                Math.min(piece.length(), CONTENT_LENGTH.length() + 2 * MOST_DIGITS), ISO_8859_1);
        if (!line.toLowerCase(Locale.ROOT).startsWith(CONTENT_LENGTH)) {
            return OptionalLong.empty();
        }
        String value = line.substring(CONTENT_LENGTH.length()).strip();
        return value.matches("\\d{1," + MOST_DIGITS + "}")
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }

    private void readBody(Reading reading) throws IOException {
        if (dialect.mayCount() && reading.contentLength.isPresent() && fits(reading.contentLength.getAsLong())) {
            reading.counted = true;
            readCounted(reading, reading.contentLength.getAsLong());
            readToSeparator(reading, false);
            return;
        }
        if (dialect.counts()) {
            reading.problem = Optional.of(reading.contentLength.isEmpty()
                    ? "has no Content-Length"
                    : "does not end where its Content-Length says");
        }
        readToSeparator(reading, true);
    }

    /** Returns whether the end of the file or a separator is so many octets from here, perhaps after an empty line. */
    private boolean fits(long length) throws IOException {
        long end = pieces.offset() + length;
        if (length > pieces.size() - pieces.offset()) {
            return false;
        }
        String rest = new String(pieces.at(end, MAX_SEPARATOR), ISO_8859_1).replaceFirst("^(?:\r?\n){0,2}", "");
        return rest.isEmpty() || FromLine.separates(rest.lines().findFirst().orElse(""), true);
    }

    private void readCounted(Reading reading, long length) throws IOException {
        long left = length;
        while (left > 0) {
            Optional<Piece> piece = pieces.next(left);
            if (piece.isEmpty()) {
                return;
            }
            reading.add(reading.body, piece.get());
            left -= piece.get().length();
        }
    }

    /**
     * @param keeps whether what is before the separator belongs to the message
     */
    private void readToSeparator(Reading reading, boolean keeps) throws IOException {
        boolean afterEmptyLine = true;
        for (Optional<Piece> next = pieces.next(); next.isPresent(); next = pieces.next()) {
            Piece piece = next.get();
            boolean empty = piece.isEmptyLine() || !keeps;
            if (separates(piece, afterEmptyLine)) {
                return;
            }
            if (keeps) {
                reading.add(reading.body, piece);
            }
            afterEmptyLine = empty;
        }
    }

    @Override
    public double done() {
        try {
            return pieces.size() == 0 ? 1 : Math.min(1, (double) pieces.offset() / pieces.size());
        } catch (IOException _) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        pieces.close();
    }
}
