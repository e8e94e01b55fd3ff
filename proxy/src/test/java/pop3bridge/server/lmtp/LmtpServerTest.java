package pop3bridge.server.lmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.lmtp.LmtpSession;
import pop3bridge.lmtp.MemoryBudget;
import pop3bridge.lmtp.MemoryDeliveries;
import pop3bridge.net.Networks;
import pop3bridge.net.SocketFile;
import pop3bridge.net.Timing;

/** Mail servers at a socket. */
@Timeout(60)
class LmtpServerTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final MemoryDeliveries maildrops = new MemoryDeliveries();
    private final MemoryBudget memory = new MemoryBudget(10_000_000);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LmtpServer server = new LmtpServer(VERTX, new LmtpServer.Config("mx", 5_000_000, 2, Networks.NONE),
            new LmtpSession.Ports(maildrops, memory), registry, Timing.SYSTEM);
    private final SocketAddress address;

    LmtpServerTest() throws IOException {
        address = server.listen(SocketAddress.inetSocketAddress(0, "127.0.0.1"));
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, server.stop(GRACE));
        assertTrue(memory.isUnused());
    }

    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(address.host(), address.port());
        private final BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), ISO_8859_1));

        private Client() throws IOException {}

        private void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }

        private @Nullable String line() throws IOException {
            return in.readLine();
        }

        private void expect(String... lines) throws IOException {
            for (String line : lines) {
                assertEquals(line, line());
            }
        }

        private Client ready() throws IOException {
            expect("220 mx LMTP pop3bridge ready");
            return this;
        }

        private Client inData() throws IOException {
            ready().send("LHLO a\r\nMAIL FROM:<bob>\r\nRCPT TO:<anna>\r\nDATA\r\n");
            while (!String.valueOf(line()).startsWith("354 ")) {
                // The replies before are tested elsewhere.
            }
            return this;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void aPipelinedMessage() throws Exception {
        try (Client client = new Client().ready()) {
            client.send(
                    "LHLO a\r\nMAIL FROM:<bob>\r\nRCPT TO:<anna>\r\nRCPT TO:<nobody>\r\nBDAT 4 LAST\r\nx\r\n.QUIT\r\n");
            while (!"250 CHUNKING".equals(client.line())) {
                // The greeting is tested elsewhere.
            }
            client.expect("250 2.1.0 ok", "250 2.1.5 ok", "550 5.1.1 no such user", "250 2.0.0 stored",
                    "221 2.0.0 bye");
            assertNull(client.line());
        }
        assertEquals(List.of("bob>anna:x\r\n.\r\n"), maildrops.of("anna"));
        assertEquals(1, count("pop3bridge.lmtp.deliveries", "result", "stored"));
        assertEquals(1, count("pop3bridge.lmtp.recipients.refused", "reason", "unknown_user"));
    }

    @Test
    void aLargeMessageInManyPieces() throws Exception {
        String line = "0123456789".repeat(7) + "\r\n";
        try (Client client = new Client().inData()) {
            client.send(line.repeat(50_000));
            client.send(".\r\n");
            client.expect("250 2.0.0 stored");
        }
        assertEquals("bob>anna:" + line.repeat(50_000), maildrops.of("anna").getFirst());
    }

    @Test
    void aClientThatLeavesInAMessageLeavesNothing() throws Exception {
        try (Client client = new Client().inData()) {
            client.send("x".repeat(100_000));
        }
        try (Client client = new Client().ready()) {
            client.send("QUIT\r\n");
            client.expect("221 2.0.0 bye");
        }
        assertEquals(List.of(), maildrops.of("anna"));
    }

    @Test
    void moreConnectionsThanTheLimit() throws Exception {
        try (Client one = new Client().ready(); Client two = new Client().ready(); Client three = new Client()) {
            three.expect("421 4.3.2 too many connections");
            assertNull(three.line());
            one.send("NOOP\r\n");
            two.send("NOOP\r\n");
            one.expect("250 2.0.0 ok");
            two.expect("250 2.0.0 ok");
        }
        assertEquals(1, count("pop3bridge.lmtp.connections.refused", "reason", "too_many"));
    }

    /** Its clients have no address: they count as this machine, and all together. */
    @Test
    void aUnixSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        server.listen(new SocketFile(path, PosixFilePermissions.fromString("rw-------")));
        try (Client one = new Client().ready();
                SocketChannel two = SocketChannel.open(UnixDomainSocketAddress.of(path));
                SocketChannel three = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertEquals("421 4.3.2 too many connections", lines(three).readLine());
            assertNull(lines(three).readLine());
            two.write(ByteBuffer.wrap("QUIT\r\n".getBytes(ISO_8859_1)));
            assertEquals(List.of("220 mx LMTP pop3bridge ready", "221 2.0.0 bye"), lines(two).lines().toList());
            one.send("NOOP\r\n");
            one.expect("250 2.0.0 ok");
        }
        assertEquals(0, server.stop(GRACE));
        assertFalse(Files.exists(path));
    }

    /** Netty closes a UNIX socket whose client sends no more. */
    @Test
    void aClientOfAUnixSocketThatEndsBeforeTheReplyHasDelivered(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        server.listen(new SocketFile(path, PosixFilePermissions.fromString("rw-------")));
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            client.write(ByteBuffer.wrap(
                    "LHLO a\r\nMAIL FROM:<bob>\r\nRCPT TO:<anna>\r\nBDAT 1 LAST\r\nx".getBytes(ISO_8859_1)));
            client.shutdownOutput();
            while (maildrops.of("anna").isEmpty()) {
                Thread.sleep(10);
            }
        }
    }

    private static BufferedReader lines(SocketChannel channel) {
        return new BufferedReader(Channels.newReader(channel, ISO_8859_1));
    }

    @Test
    void aLineThatIsTooLong() throws Exception {
        try (Client client = new Client().ready()) {
            client.send("x".repeat(LmtpFeed.MAX_LINE + 1));
            client.expect("500 5.5.2 line is too long");
            assertNull(client.line());
        }
    }

    @Test
    void anInternalErrorIsNoAnswer() throws Exception {
        maildrops.store = () -> {
            throw new IllegalStateException("on purpose");
        };
        try (Client client = new Client().inData()) {
            client.send("x\r\n.\r\n");
            assertNull(client.line());
        }
    }

    /** The message that is being received, and the one that is being stored, are stored; whoever waits is told. */
    @Test
    void aStopInTheMiddle() throws Exception {
        CountDownLatch storing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        try (Client receiving = new Client().inData(); Client stored = new Client().inData()) {
            maildrops.store = () -> {
                storing.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Outcome.STORED;
            };
            stored.send("x\r\n.\r\n");
            storing.await();
            CompletableFuture<Integer> stop = CompletableFuture.supplyAsync(() -> server.stop(GRACE));
            receiving.send("y\r\n");
            released.countDown();
            stored.expect("250 2.0.0 stored", "421 4.3.2 server is shutting down, try again later");
            receiving.send(".\r\nNOOP\r\n");
            receiving.expect("250 2.0.0 stored", "421 4.3.2 server is shutting down, try again later");
            assertNull(receiving.line());
            assertEquals(0, stop.get());
        }
        assertEquals(2, maildrops.of("anna").size());
    }
}
