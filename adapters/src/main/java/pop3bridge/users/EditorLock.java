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
 * Keeps several editors of one file apart, as long as all take it: a lock on a file beside, which stays there, as one
 * that is deleted could be locked by two. The operating system frees it when its process ends.
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
     * @throws IOException if somebody else has it for so long, or the file beside cannot be written
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
                    throw new IOException("somebody else is changing it, and has locked " + beside);
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
            // It is held within this process.
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
