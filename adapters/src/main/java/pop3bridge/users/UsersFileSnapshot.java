package pop3bridge.users;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one reading of the users file has found. */
sealed interface UsersFileSnapshot {
    /** No file is read beyond this many octets; that is some 150,000 users. */
    int MOST_OCTETS = 16 << 20;

    /** How the file looked just before it was read. */
    Optional<FileStamp> stamp();

    /** Returns whether the stamp would show every later change. */
    boolean settled();

    /**
     * All is well.
     *
     * @param exposed whether there are plain passwords in a file that everybody may read
     */
    record Good(Optional<FileStamp> stamp, boolean settled, Users users,
            boolean exposed) implements UsersFileSnapshot {}

    /** The file cannot be used. */
    record Broken(Optional<FileStamp> stamp, boolean settled, List<String> problems) implements UsersFileSnapshot {}

    /** Reads the file. */
    static UsersFileSnapshot of(Path file) {
        Instant begun = Instant.now();
        Optional<FileStamp> stamp = FileStamp.of(file);
        boolean settled = stamp.isPresent() && stamp.get().settledAt(begun);
        try {
            if (stamp.isPresent() && !Files.isRegularFile(file)) {
                return new Broken(stamp, settled, List.of("it is not a regular file: name one"));
            }
            if (stamp.isPresent() && stamp.get().size() > MOST_OCTETS) {
                return new Broken(stamp, settled, List.of(tooLong()));
            }
            PasswdFile content = PasswdFile.parse(octets(file));
            if (!content.problems().isEmpty()) {
                return new Broken(stamp, settled, List.copyOf(content.problems()));
            }
            return new Good(stamp, settled, new Users(content.entries()), exposed(file, content.entries()));
        } catch (IOException e) {
            // What keeps it from being read, such as a missing right, may go away without a trace in the stamp.
            return new Broken(stamp, false, List.of(whyUnreadable(e)));
        }
    }

    /** Returns whether a file that looks like this has nothing else to say than this reading has. */
    default boolean covers(Optional<FileStamp> look) {
        return settled() && stamp().equals(look);
    }

    /** Returns whether this reading tells an operator nothing that the other has not told. */
    default boolean repeats(UsersFileSnapshot other) {
        return stamp().equals(other.stamp()) && switch (this) {
            case Good good -> other instanceof Good that && good.exposed == that.exposed;
            case Broken broken -> other instanceof Broken that && broken.problems.equals(that.problems);
        };
    }

    private static byte[] octets(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MOST_OCTETS + 1);
            if (octets.length > MOST_OCTETS) {
                throw new IOException(tooLong());
            }
            return octets;
        }
    }

    private static boolean exposed(Path file, List<PasswdLine.Entry> entries) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return posix != null && posix.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)
                && entries.stream().anyMatch(entry -> entry.password() instanceof PlainPassword);
    }

    private static String tooLong() {
        return "it has more than " + MOST_OCTETS + " octets: remove users, or keep them in a directory service";
    }

    private static String whyUnreadable(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "it is not there: create it, or name another file";
            case AccessDeniedException _ -> "it may not be read: give the user of this process the right to";
            default -> "it cannot be read: " + e.getMessage();
        };
    }
}
