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

/** The result of loading the users file once. */
sealed interface UsersFileSnapshot {
    /** The maximum size of the file in octets, enough for about 150,000 users. */
    int MOST_OCTETS = 16 << 20;

    /** Returns the file's metadata just before it was read. */
    Optional<FileStamp> stamp();

    /** Returns whether every later change would change the stamp. */
    boolean settled();

    /**
     * The file is valid.
     *
     * @param exposed whether the file contains plaintext passwords and is world-readable
     */
    record Good(Optional<FileStamp> stamp, boolean settled, Users users,
            boolean exposed) implements UsersFileSnapshot {}

    /** The file is invalid or cannot be read. */
    record Broken(Optional<FileStamp> stamp, boolean settled, List<String> problems) implements UsersFileSnapshot {}

    /** Loads the file. */
    static UsersFileSnapshot of(Path file) {
        Instant begun = Instant.now();
        Optional<FileStamp> stamp = FileStamp.of(file);
        boolean settled = stamp.isPresent() && stamp.get().settledAt(begun);
        try {
            if (stamp.isPresent() && !Files.isRegularFile(file)) {
                return new Broken(stamp, settled, List.of("not a regular file"));
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
            // The cause, such as a missing permission, may disappear without a change of the stamp.
            return new Broken(stamp, false, List.of(whyUnreadable(e)));
        }
    }

    /** Returns whether this result is still valid for a file with this stamp. */
    default boolean covers(Optional<FileStamp> look) {
        return settled() && stamp().equals(look);
    }

    /** Returns whether this result contains no news for the operator compared to the other one. */
    default boolean repeats(UsersFileSnapshot other) {
        return stamp().equals(other.stamp()) && switch (this) {
            case Good good -> other instanceof Good that && good.exposed == that.exposed;
            case Broken broken -> other instanceof Broken that && broken.problems.equals(that.problems);
        };
    }

    /** Reads the content, up to the limit. */
    static byte[] octets(Path file) throws IOException {
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
                && entries.stream().anyMatch(entry -> entry.password().known().isPresent());
    }

    static String tooLong() {
        return "it has more than " + MOST_OCTETS + " octets: remove users, or keep them in a directory service";
    }

    static String whyUnreadable(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file: create it, or set another path";
            case AccessDeniedException _ -> "permission denied: make it readable for the user of this process";
            default -> "cannot be read: " + e.getMessage();
        };
    }
}
