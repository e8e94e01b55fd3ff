package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.Address;

/** {@code serve} in a process of its own that may open few files. */
@Timeout(120)
class FewFilesIT {
    private static final int FILES = 200;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration OBSERVED = Duration.ofSeconds(5);

    private static Socket connect(Address address) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address.host(), address.port()), 1000);
        return socket;
    }

    private static boolean greets(Socket client, Duration patience) {
        try {
            client.setSoTimeout((int) patience.toMillis());
            return client.getInputStream().read() == '+';
        } catch (IOException _) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Duration processorTime(Serve serve) {
        return serve.process().info().totalCpuDuration().orElseThrow();
    }

    @Test
    void clientsAreServedAgainWhenFilesAreFree(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("serve.log");
        try (Site site = new Site(folder)) {
            Map<String, String> settings = site.settings();
            settings.put("POP3BRIDGE_LOCK_UNSAFE_SINGLE_INSTANCE", "true");
            settings.put("POP3BRIDGE_POP3_CONNECTIONS_PER_ADDRESS", "1000");
            settings.put("POP3BRIDGE_POP3_CONNECTIONS_BEFORE_LOGIN_PER_ADDRESS", "1000");
            Serve serve = new Serve(settings, new Serve.Start("ulimit -n " + FILES, Redirect.to(log.toFile())));
            List<Socket> clients = new ArrayList<>();
            boolean greeted = true;
            while (greeted) {
                assertTrue(clients.size() < FILES);
                Socket client = connect(serve.pop3());
                clients.add(client);
                greeted = greets(client, SECOND);
            }
            Duration before = processorTime(serve);
            assertFalse(greets(clients.getLast(), OBSERVED));
            Duration used = processorTime(serve).minus(before);
            for (Socket client : clients) {
                client.close();
            }
            try (Pop3Client client = new Pop3Client(serve.pop3())) {
                assertEquals("+OK 0 messages", client.login("anna", Site.PASSWORD));
            }
            serve.stop();
            assertTrue(used.compareTo(OBSERVED.dividedBy(5)) < 0, used::toString);
            assertEquals(1, Files.readString(log).lines()
                    .filter(line -> line.contains(
                            "connections cannot be accepted error=\"java.io.IOException: Too many open files\""))
                    .count(),
                    () -> read(log));
            assertFalse(Files.readString(log).contains("exceptionCaught"), () -> read(log));
        }
    }
}
