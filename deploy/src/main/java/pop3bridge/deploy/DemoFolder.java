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
 * Where a demo keeps its files. A lock file keeps a second demo out: each would take the maildrop locks of the other for left over.
 *
 * @param temporary whether the folder goes with the demo
 */
record DemoFolder(Path path, boolean temporary, FileChannel lock) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DemoFolder.class);

    /**
     * Makes the folder where it is missing, and locks it.
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
                    path + " is used by another demo; stop that one, or choose another folder");
        }
        return new DemoFolder(path, data.isEmpty(), lock);
    }

    /** Returns the lock goes when the process ends, whatever its end. */
    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    /** Lets others use the folder, or removes it if it is temporary. */
    @Override
    public void close() {
        try {
            lock.close();
            if (temporary) {
                removeTree();
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("folder", path).setCause(e).log("folder of the demo could not be cleaned up");
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
