package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} that sends OpenTelemetry traces. */
@Timeout(120)
class TelemetryIT {
    private static final String MESSAGE = "Subject: fax\r\n\r\nHello.\r\n";

    private static Map<String, String> settings(Site site, int collector) throws Exception {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.putAll(Map.of("POP3BRIDGE_LOCK_UNSAFE_SINGLE_INSTANCE", "true", "POP3BRIDGE_OTEL_TRACES", "true",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector, "OTEL_BSP_SCHEDULE_DELAY", "100",
                "OTEL_EXPORTER_OTLP_TIMEOUT", "1000"));
        return settings;
    }

    private static void fetch(Serve serve) throws Exception {
        try (Pop3Client client = new Pop3Client(serve.pop3())) {
            assertEquals("+OK 1 messages", client.login("anna", Site.PASSWORD));
            assertTrue(client.command("LIST 1").startsWith("+OK 1 "));
            assertTrue(client.command("QUIT").startsWith("+OK"));
        }
    }

    /** The octets of protocol buffers contain the texts as they are. */
    @Test
    void sessionsCommandsAndRequestsReachTheCollector(@TempDir Path folder) throws Exception {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (Site site = new Site(folder)) {
            site.deliver("1.eml", MESSAGE);
            Serve serve = new Serve(settings(site, collector.getAddress().getPort()), folder);
            fetch(serve);
            serve.stop();
        } finally {
            collector.stop(0);
        }
        String all = String.join("", received);
        for (String text : new String[]{"POP3 session", "PASS", "LIST", "QUIT", "ListObjectsV2", "GetObject",
                "pop3bridge.session.end"}) {
            assertTrue(all.contains(text), text);
        }
        assertFalse(all.contains("anna"));
        assertFalse(all.contains(Site.PASSWORD));
    }

    @Test
    void withoutACollectorMailIsServedAndTheLogSaysSo(@TempDir Path folder) throws Exception {
        try (Site site = new Site(folder)) {
            site.deliver("1.eml", MESSAGE);
            Map<String, String> settings = settings(site, 1);
            settings.put("POP3BRIDGE_LOG_FORMAT", "json");
            Serve serve = new Serve(settings, folder);
            fetch(serve);
            Path log = folder.resolve("serve.log");
            while (!Files.readString(log).contains("Failed to export")) {
                Thread.sleep(50);
            }
            fetch(serve);
            serve.stop();
            assertTrue(Files.readString(log).lines().allMatch(line -> line.startsWith("{")), "every line is JSON");
        }
    }
}
