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
 * What a cheap look at a file shows: as long as it stays the same, so does the content.
 *
 * @param size octets
 * @param key which file of the file system it is, where it can tell
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {
    /** No file system counts time in coarser steps. */
    private static final Duration COARSEST_TIME = Duration.ofSeconds(2);

    /** Looks at a file; empty if that is not possible, for instance because it is not there. */
    static Optional<FileStamp> of(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new FileStamp(seen.lastModifiedTime(), seen.size(), seen.fileKey()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Returns whether a change after this moment would show: not so while the file's time could still be the same. */
    boolean settledAt(Instant moment) {
        return Duration.between(modified.toInstant(), moment).abs().compareTo(COARSEST_TIME) > 0;
    }
}
