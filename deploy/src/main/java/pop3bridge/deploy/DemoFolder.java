package pop3bridge.deploy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.ConfigException;

/**
 * The folder in which a demo keeps its files. A lock file excludes a second demo, since each would release the maildrop
 * locks of the other.
 *
 * @param temporary whether the folder is deleted when the demo ends
 */
record DemoFolder(Path path, boolean temporary, FileChannel lock) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DemoFolder.class);

    /**
     * Creates the folder if it does not exist, and locks it.
     *
     * @param data empty for a temporary folder
     * @throws ConfigException if another demo uses it
     */
    static DemoFolder open(Optional<Path> data) throws IOException, ConfigException {
        Path path = data.isPresent()
                ? Files.createDirectories(data.get().toAbsolutePath())
                : Files.createTempDirectory("pop3bridge-demo-");
        FileChannel lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock(lock)) {
            lock.close();
            throw new ConfigException("--data",
                    path + " is used by another demo; stop that demo, or choose another folder");
        }
        return new DemoFolder(path, data.isEmpty(), lock);
    }

    /** Tries to lock the folder. The operating system releases the lock when the process ends, even if it is killed. */
    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    /** Releases the folder, or deletes it if it is temporary. */
    @Override
    public void close() {
        try {
            lock.close();
            if (temporary) {
                removeTree();
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("folder", path).setCause(e).log("demo folder could not be deleted");
        }
    }

    private void removeTree() throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> leavesFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path leaf : leavesFirst) {
                Files.delete(leaf);
            }
        }
    }
}
