package pop3bridge.users;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a file. While it is unchanged, the content is assumed to be unchanged.
 *
 * @param size in octets
 * @param key the identity of the file in the file system, if available
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {
    /** The coarsest timestamp resolution of file systems. */
    private static final Duration COARSEST_TIME = Duration.ofSeconds(2);

    /** Reads the metadata of a file; empty if this fails, for example because the file does not exist. */
    static Optional<FileStamp> of(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new FileStamp(seen.lastModifiedTime(), seen.size(), seen.fileKey()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether a change after this moment would be visible: not if the file could still get the same timestamp.
     */
    boolean settledAt(Instant moment) {
        return Duration.between(modified.toInstant(), moment).abs().compareTo(COARSEST_TIME) > 0;
    }
}
