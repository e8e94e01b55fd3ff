package pop3bridge.moving.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.moving.MailFile;
import pop3bridge.moving.MailSource;

/** Files with one message each, in the order of their names. */
public final class EmlSource implements MailSource {
    private static final String SUFFIX = ".eml";

    private final int maxSize;
    private final List<Path> files;
    private final Iterator<Path> left;
    private int read;

    private EmlSource(int maxSize, List<Path> files) {
        this.maxSize = maxSize;
        this.files = files;
        this.left = files.iterator();
    }

    /**
     * Lists a folder, or takes one file.
     *
     * @param all whether files whose names do not end in {@code .eml} are read too
     * @param maxSize the maximum size of a message in octets
     */
    public static EmlSource open(Path path, boolean all, int maxSize) throws IOException {
        return new EmlSource(maxSize, Files.isDirectory(path) ? list(path, all) : List.of(path));
    }

    /** Returns whether a folder has such files. */
    static boolean hasMail(Path folder) throws IOException {
        return !list(folder, false).isEmpty();
    }

    static boolean isNamedSo(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    private static List<Path> list(Path folder, boolean all) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, file -> (all
                ? !String.valueOf(file.getFileName()).startsWith(".")
                : isNamedSo(file)) && Files.isRegularFile(file))) {
            found.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(null);
        return files;
    }

    @Override
    public Optional<Found> next() {
        if (!left.hasNext()) {
            return Optional.empty();
        }
        Path file = left.next();
        read++;
        return Optional.of(new Mail(file.toString(), Arrival.inHeader(modified(file)), Identity.NONE,
                () -> read(file)));
    }

    private byte[] read(Path file) throws BadMailException {
        try {
            return MailFile.read(file, maxSize);
        } catch (NoSuchFileException _) {
            throw new BadMailException("is no longer there");
        }
    }

    /** Returns the time of the file; in 1970 if it is gone. */
    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException _) {
            return Instant.EPOCH;
        }
    }

    @Override
    public double done() {
        return files.isEmpty() ? 1 : (double) read / files.size();
    }

    @Override
    public void close() {}
}
