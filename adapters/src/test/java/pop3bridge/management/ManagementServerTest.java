package pop3bridge.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.trace.Traces;

class ManagementServerTest {
    private static final SocketAddress ANY_PORT = SocketAddress.inetSocketAddress(0, "127.0.0.1");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicBoolean ready = new AtomicBoolean();
    private final Health health = new Health() {
        @Override
        public Optional<String> notReady() {
            return ready.get() ? Optional.empty() : Optional.of("waiting");
        }

        @Override
        public Map<String, Object> details() {
            return Map.of("store", Map.of("up", false));
        }
    };
    private final ManagementServer.Parts parts = new ManagementServer.Parts(health, new Problems(Map.of()),
            new FakeLevels(), new ManagementServer.Protection(Optional.empty(), Optional.empty()), "1.2.3",
            new Traces(InstantSource.system()));
    private final ManagementServer server = new ManagementServer(vertx, parts);
    private final SocketAddress address;

    ManagementServerTest() throws IOException {
        address = server.listen(ANY_PORT);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        vertx.close().await();
    }

    @Test
    void metricsAreInPrometheusForm() throws Exception {
        Counter.builder("pop3bridge.commands").tag("verb", "STAT").register(server.registry()).increment(3);
        HttpResponse<String> metrics = get("/metrics");
        assertEquals(200, metrics.statusCode());
        assertEquals(List.of("text/plain; version=0.0.4; charset=utf-8"), metrics.headers().allValues("Content-Type"));
        List<String> lines = metrics.body().lines().toList();
        assertTrue(lines.contains("# TYPE pop3bridge_commands_total counter"), metrics.body());
        assertTrue(lines.contains("pop3bridge_commands_total{verb=\"STAT\"} 3.0"), metrics.body());
        for (String family : List.of("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_cpu_usage",
                "process_files_open_files", "process_uptime_seconds")) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(family)), family);
        }
    }

    @Test
    void aLivingProcessIsAliveReadyOrNot() throws Exception {
        assertEquals(200, get("/livez").statusCode());
        assertEquals(503, get("/readyz").statusCode());
        ready.set(true);
        assertEquals(200, get("/livez").statusCode());
        assertEquals("ready\n", get("/readyz").body());
        ready.set(false);
        assertEquals("not ready: waiting\n", get("/readyz").body());
    }

    @Test
    void whoAsksForMoreIsToldHowThePartsAre() throws Exception {
        HttpResponse<String> waiting = get("/readyz?verbose");
        assertEquals(503, waiting.statusCode());
        assertEquals(List.of("application/json"), waiting.headers().allValues("Content-Type"));
        assertEquals(new JsonObject("{\"ready\":false,\"why\":\"waiting\",\"store\":{\"up\":false}}"),
                new JsonObject(waiting.body()));
        ready.set(true);
        assertEquals(200, get("/readyz?verbose").statusCode());
        assertEquals(new JsonObject("{\"ready\":true,\"store\":{\"up\":false}}"),
                new JsonObject(get("/readyz?verbose=1").body()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics/", "/livez/x", "/METRICS", "//", "/%00", "/../livez", "/sessions/a/b",
            "/status.html"})
    void nothingElseIsThere(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertEquals(404, answer.statusCode());
        assertEquals("not found; try /, /status, /sessions, /metrics, /livez or /readyz\n", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "DELETE", "OPTIONS"})
    void nothingCanBeDoneButReading(String method) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/metrics"))
                .method(method, BodyPublishers.noBody()).build());
        assertEquals(405, answer.statusCode());
        assertEquals(List.of("GET"), answer.headers().allValues("Allow"));
    }

    @Test
    void anAddressThatIsTakenIsRefused() {
        ManagementServer second = new ManagementServer(vertx, parts);
        IOException refused = assertThrows(IOException.class, () -> second.listen(address));
        second.close();
        assertTrue(String.valueOf(refused.getMessage()).contains("in use"), refused.getMessage());
    }

    @Test
    void anotherProcessOnTheAddressIsRefused() throws Exception {
        Vertx other = Vertx.vertx();
        ManagementServer second = new ManagementServer(other, parts);
        assertNotEquals(0, address.port());
        IOException refused = assertThrows(IOException.class, () -> second.listen(address));
        second.close();
        other.close().await();
        assertTrue(String.valueOf(refused.getMessage()).contains("in use"), refused.getMessage());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET().build());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + address.port() + path);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }
}
