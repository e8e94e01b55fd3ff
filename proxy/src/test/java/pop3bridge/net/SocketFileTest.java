package pop3bridge.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketFileTest {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-rw----");

    @TempDir
    Path folder;

    private final List<ServerSocketChannel> servers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (ServerSocketChannel server : servers) {
            server.close();
        }
    }

    private Path path() {
        return folder.resolve("lmtp");
    }

    private SocketFile file() {
        return new SocketFile(path(), MODE);
    }

    private void bind(Path path) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        servers.add(server);
        server.bind(UnixDomainSocketAddress.of(path), 1);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private void assertRefused(String message) throws IOException {
        List<Path> before = files();
        assertEquals(message, assertThrows(IOException.class, () -> file().listen(_ -> {
            throw new AssertionError("must not listen");
        })).getMessage());
        assertEquals(before, files());
    }

    @Test
    void theFileIsThereWithItsModeWhileTheServerListens() throws Exception {
        SocketFile file = file();
        file.listen(hidden -> {
            bind(hidden);
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(hidden.getParent())));
        });
        assertEquals(List.of(path()), files());
        assertEquals(MODE, Files.getPosixFilePermissions(path()));
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            assertTrue(client.isConnected());
        }
        file.remove();
        assertEquals(List.of(), files());
        file.remove();
    }

    @Test
    void ofTwoServersThatStartAtOnceOneListens() throws Exception {
        SocketFile first = file();
        assertEquals("another server listens there", assertThrows(IOException.class, () -> file().listen(hidden -> {
            bind(hidden);
            first.listen(this::bind);
        })).getMessage());
        assertEquals(List.of(path()), files());
        first.remove();
        assertEquals(List.of(), files());
    }

    /** A server that was killed leaves its file. */
    @Test
    void aFileWhoseServerIsGoneIsReplaced() throws Exception {
        bind(path());
        servers.getFirst().close();
        assertEquals(List.of(path()), files());
        file().listen(this::bind);
        assertRefused("another server listens there");
    }

    /** It accepts nobody, and its queue is full. */
    @Test
    void aServerIsNotReplacedHoweverBusyItIs() throws Exception {
        bind(path());
        List<SocketChannel> waiting = new ArrayList<>();
        try {
            assertThrows(SocketException.class, () -> {
                while (true) {
                    SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                    waiting.add(client);
                    client.configureBlocking(false);
                    client.connect(UnixDomainSocketAddress.of(path()));
                }
            });
            assertRefused("another server may listen there (Resource temporarily unavailable)");
        } finally {
            for (SocketChannel client : waiting) {
                client.close();
            }
        }
    }

    @Test
    void aFileThatIsNoSocketIsNotReplaced() throws Exception {
        Files.writeString(path(), "precious");
        assertRefused("there is a file that is no socket; move it away");
        Files.delete(path());
        Files.createDirectory(path());
        assertRefused("there is a file that is no socket; move it away");
        Files.delete(path());
        bind(folder.resolve("other"));
        Files.createSymbolicLink(path(), folder.resolve("other"));
        assertRefused("there is a file that is no socket; move it away");
    }

    @Test
    void aFolderThatIsNotThere() {
        Path absent = folder.resolve("absent");
        assertEquals("no socket can be made in the folder " + absent + " (NoSuchFileException)",
                assertThrows(IOException.class, () -> new SocketFile(absent.resolve("lmtp"), MODE).listen(this::bind))
                        .getMessage());
    }

    @Test
    void aSocketThatCannotListenLeavesNothing() throws Exception {
        IOException problem = new IOException("too many open files");
        assertEquals(problem, assertThrows(IOException.class, () -> file().listen(hidden -> {
            bind(hidden);
            throw problem;
        })));
        assertEquals(List.of(), files());
    }

    @Test
    void theFileOfAnotherServerIsNotRemoved() throws Exception {
        SocketFile first = file();
        first.listen(this::bind);
        Files.delete(path());
        file().listen(this::bind);
        first.remove();
        assertEquals(List.of(path()), files());
    }
}
