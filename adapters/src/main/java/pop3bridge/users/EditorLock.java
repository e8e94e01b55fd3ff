package pop3bridge.users;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps editors of the same file apart: a lock on a separate file in the same directory. The lock file stays, because two processes could
 * each lock their own copy if it were deleted and created again. The operating system releases the lock when the process
 * ends.
 */
final class EditorLock implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final FileChannel channel;

    private EditorLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @throws IOException if another process holds it for that long, or the lock file cannot be written
     */
    static EditorLock take(Path file, Duration patience) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            while (tried(channel).isEmpty()) {
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("another process is changing it and holds the lock " + beside);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new EditorLock(channel);
    }

    private static Optional<FileLock> tried(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            // Another thread of this process holds it.
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
