package pop3bridge.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a UNIX socket that a server listens on. Not thread-safe. */
public final class SocketFile {
    private static final Logger log = LoggerFactory.getLogger(SocketFile.class);

    /** How many octets the name of the folder in which a socket is made is longer than the socket's: see {@link #listen}. */
    private static final int FOLDER_LENGTH = 24;

    /** What operating systems take, less {@link #FOLDER_LENGTH}. */
    public static final int MAX_LENGTH = 104 - FOLDER_LENGTH;

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private final Set<PosixFilePermission> mode;
    private @Nullable Object key;

    /**
     * Makes no file yet.
     *
     * @param path absolute
     * @param mode what the file permits
     */
    public SocketFile(Path path, Set<PosixFilePermission> mode) {
        this.path = path;
        this.mode = mode;
    }

    /** Listens on a socket, and so makes its file. */
    @FunctionalInterface
    interface Binding {
        void bind(Path path) throws IOException;
    }

    /**
     * Listens. A folder that only this user may enter hides the socket until it has its mode. Then it takes the place of a file whose server is
     * gone, in one step.
     *
     * @throws IOException if another server listens there, there is a file that is no socket, or the folder does not permit it
     */
    void listen(Binding binding) throws IOException {
        boolean stale = refuseUnlessFree();
        Path parent = path.resolveSibling("");
        Path folder;
        try {
            folder = Files.createTempDirectory(parent, ".");
        } catch (FileSystemException e) {
            throw new IOException(
                    "no socket can be made in the folder " + parent + " (" + e.getClass().getSimpleName() + ")", e);
        }
        Path made = folder.resolve("s");
        try {
            binding.bind(made);
            Files.setPosixFilePermissions(made, mode);
            Object its = fileKey(made);
            if (stale) {
                Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.createLink(path, made);
            }
            key = its;
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another server listens there", e);
        } finally {
            Files.deleteIfExists(made);
            Files.delete(folder);
        }
    }

    /** Returns whether there is the file of a server that is gone. */
    private boolean refuseUnlessFree() throws IOException {
        try {
            if ((((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)) & FILE_TYPE) != SOCKET) {
                throw new IOException("there is a file that is no socket; move it away");
            }
        } catch (NoSuchFileException _) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Does not wait for a server whose queue is full.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            throw new IOException("another server listens there");
        } catch (ConnectException _) {
            log.atInfo().addKeyValue("file", path).log("socket file of a server that is gone is replaced");
            return true;
        } catch (SocketException e) {
            throw new IOException("another server may listen there (" + e.getMessage() + ")", e);
        }
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        return Files.getAttribute(file, "fileKey", LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes the file, unless it is another server's by now. Call it while the socket still listens: then nobody else can have it. */
    void remove() {
        try {
            if (key != null && key.equals(fileKey(path))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException _) {
            log.atDebug().addKeyValue("file", path).log("somebody has removed the socket file");
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", path).setCause(e).log("socket file cannot be removed");
        }
    }
}
