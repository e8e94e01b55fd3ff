package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.Address;
import pop3bridge.config.ConfigException;
import pop3bridge.config.Endpoint;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** A mail server that delivers by LMTP, and a client that fetches the messages. */
@Timeout(120)
class LmtpIT {
    private static final String TRACED = "Received: by mx.example.org id 4XyZ; Sun, 29 Nov 2026 19:53:45 +0000\r\n";

    private final Path folder;
    private final Site site;
    private final List<Bridge> bridges = new ArrayList<>();

    LmtpIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
    }

    @AfterEach
    void close() {
        bridges.forEach(bridge -> assertEquals(0, bridge.stop()));
        site.close();
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("POP3BRIDGE_LMTP_LISTEN", "127.0.0.1:0");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private Bridge start(Map<String, String> settings, UnaryOperator<ObjectStore> wrapper) throws ConfigException {
        Bridge bridge = site.bridge(settings, wrapper);
        bridges.add(bridge);
        return bridge;
    }

    private static SocketAddress addressOf(Endpoint endpoint) {
        return switch (endpoint) {
            case Address address -> new InetSocketAddress(address.host(), address.port());
            case Endpoint.Unix socket -> UnixDomainSocketAddress.of(socket.path());
        };
    }

    /** Sends a message to users; returns the last replies, one for each of them. */
    static List<String> deliver(Bridge bridge, String content, String... users) throws IOException {
        try (SocketChannel socket = SocketChannel.open(addressOf(bridge.lmtp().getFirst()))) {
            BufferedReader in = new BufferedReader(Channels.newReader(socket, ISO_8859_1));
            StringBuilder commands = new StringBuilder("LHLO mta\r\nMAIL FROM:<bob@example.org>\r\n");
            for (String user : users) {
                commands.append("RCPT TO:<").append(user).append(">\r\n");
            }
            byte[] octets = content.getBytes(ISO_8859_1);
            commands.append("BDAT ").append(octets.length).append(" LAST\r\n").append(content).append("QUIT\r\n");
            Channels.newOutputStream(socket).write(commands.toString().getBytes(ISO_8859_1));
            List<String> lines = in.lines().toList();
            assertEquals("221 2.0.0 bye", lines.getLast());
            return lines.subList(lines.size() - 1 - users.length, lines.size() - 1);
        }
    }

    @Test
    void clientsFetchWhatWasDelivered() throws Exception {
        Bridge bridge = start(settings("POP3BRIDGE_ACCOUNTS_STRIP_DOMAINS", "example.org"), store -> store);
        assertTrue(String.join("\n", bridge.banner()).contains("\n  LMTP        " + bridge.lmtp().getFirst()),
                bridge.banner().toString());
        assertEquals(List.of("250 2.0.0 stored", "250 2.0.0 stored"),
                deliver(bridge, "Subject: x\r\n\r\n.\r\nhi", "anna@example.org", "bert@example.org"));
        assertEquals(List.of("550 5.1.1 no such user", "503 5.5.1 begin with LHLO, MAIL and RCPT"),
                deliver(bridge, "Subject: x\r\n", "nobody@example.org", "nobody"));
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("+OK 1 messages", client.login("anna", Site.PASSWORD));
            assertEquals(
                    List.of("Return-Path: <bob@example.org>", "Delivered-To: anna@example.org", "Subject: x", "", ".",
                            "hi"),
                    client.lines("RETR 1"));
        }
    }

    /** The store has the message, but its answer is lost: the mail server tries again. */
    @Test
    void aRepeatedDeliveryIsStoredOnce() throws Exception {
        AtomicInteger lost = new AtomicInteger();
        Bridge bridge = start(settings(), store -> new ForwardingStore(store) {
            @Override
            public String put(String key, byte[] body, Condition condition) throws StoreException {
                String etag = super.put(key, body, condition);
                if (key.startsWith(Site.PREFIX) && lost.getAndIncrement() == 0) {
                    throw new StoreException(StoreException.Reason.UNAVAILABLE, "answer lost");
                }
                return etag;
            }
        });
        String message = TRACED + "Subject: once\r\n\r\nhi\r\n";
        assertEquals(List.of("451 4.3.0 store is not available, try again later"), deliver(bridge, message, "anna"));
        assertEquals(List.of("250 2.0.0 stored already"),
                deliver(bridge, "Delivery-date: now\r\n" + message, "anna"));
        assertEquals(1, site.mail().size());
    }

    @Test
    void theMailServerKeepsWhatAStoreThatIsAwayCannotTake() throws Exception {
        Bridge bridge = start(settings("POP3BRIDGE_LOCK_LEASE", "10s"), store -> store);
        site.stopStore();
        assertEquals(List.of("451 4.3.0 store is not available, try again later"),
                deliver(bridge, "Subject: x\r\n", "anna"));
        String metrics = Site.get(bridge, "/metrics").body();
        assertTrue(metrics.contains("pop3bridge_lmtp_deliveries_total{result=\"unavailable\"} 1.0"), metrics);
    }

    @Test
    void aFullMaildrop() throws Exception {
        site.deliver("m1", "one\n");
        Bridge bridge = start(settings("POP3BRIDGE_LMTP_QUOTA_MESSAGES", "2"), store -> store);
        assertEquals(List.of("250 2.0.0 stored"), deliver(bridge, "Subject: 2\r\n", "anna"));
        assertEquals(List.of("552 5.2.2 maildrop is full", "250 2.0.0 stored"),
                deliver(bridge, "Subject: 3\r\n", "anna", "bert"));
    }

    @Test
    void anAddressInUse() throws Exception {
        Bridge bridge = start(settings(), store -> store);
        Map<String, String> same = settings("POP3BRIDGE_LMTP_LISTEN", bridge.lmtp().getFirst().toString());
        ConfigException problem = assertThrows(ConfigException.class, () -> site.bridge(same));
        assertTrue(problem.problems().getFirst().startsWith("lmtp.listen: " + bridge.lmtp().getFirst() + ": "),
                problem.problems().toString());
    }

    /** Like a server that is killed. */
    private static void leaveFile(Path file) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(file));
        }
        assertTrue(Files.exists(file));
    }

    @Test
    void aUnixSocket() throws Exception {
        Path file = folder.resolve("lmtp");
        String endpoint = "unix:" + file;
        Map<String, String> settings = settings("POP3BRIDGE_LMTP_LISTEN", endpoint, "POP3BRIDGE_LMTP_SOCKET_MODE",
                "0622");
        Files.writeString(file, "precious");
        ConfigException taken = assertThrows(ConfigException.class, () -> site.bridge(settings));
        assertEquals(List.of("lmtp.listen: " + endpoint + ": there is a file that is no socket; move it away"),
                taken.problems());
        Files.delete(file);
        leaveFile(file);
        Bridge bridge = site.bridge(settings);
        try {
            assertTrue(String.join("\n", bridge.banner()).contains("\n  LMTP        " + endpoint),
                    bridge.banner().toString());
            assertEquals("rw--w--w-", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals(List.of("250 2.0.0 stored"), deliver(bridge, "Subject: x\r\n", "anna"));
            assertEquals(1, site.mail().size());
            ConfigException problem = assertThrows(ConfigException.class, () -> site.bridge(settings));
            assertEquals(List.of("lmtp.listen: " + endpoint + ": another server listens there"), problem.problems());
            assertEquals(List.of("250 2.0.0 stored"), deliver(bridge, "Subject: y\r\n", "anna"));
        } finally {
            assertEquals(0, bridge.stop());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void memoryHasRoomForTheLargestMessage() throws Exception {
        assertEquals(500_000, LmtpListener.budget(400_000, 2_000_000));
        ConfigException problem = assertThrows(ConfigException.class, () -> LmtpListener.budget(500_000, 2_000_000));
        assertEquals(
                List.of("lmtp.max-size: 500000 octets need a Java heap of 4 times as much, and this one has 2000000: "
                        + "lower lmtp.max-size, or set a larger -Xmx in JAVA_OPTS"),
                problem.problems());
    }
}
