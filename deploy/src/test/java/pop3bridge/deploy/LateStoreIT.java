package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.ConfigException;

/** A store that starts later than the bridge, and one that fails while the bridge runs. */
@Timeout(120)
class LateStoreIT {
    private final Path folder;
    private final Site site;
    private final Relay relay;
    private final Map<String, String> settings;
    private final String management;

    LateStoreIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
        settings = site.settings();
        relay = new Relay(URI.create(String.valueOf(settings.get("POP3BRIDGE_STORE_ENDPOINT"))).getPort());
        settings.put("POP3BRIDGE_STORE_ENDPOINT", "http://127.0.0.1:" + relay.port());
        settings.put("POP3BRIDGE_STORE_START_WAIT", "60s");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            management = "127.0.0.1:" + free.getLocalPort();
        }
        settings.put("POP3BRIDGE_MANAGEMENT_LISTEN", management);
    }

    @AfterEach
    void close() throws Exception {
        relay.close();
        site.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://" + management + path)).build(),
                    BodyHandlers.ofString());
        }
    }

    /** Asks until the answer is as expected, and returns that one. */
    private HttpResponse<String> await(String path, Predicate<HttpResponse<String>> expected) throws Exception {
        while (true) {
            try {
                HttpResponse<String> answer = get(path);
                if (expected.test(answer)) {
                    return answer;
                }
            } catch (IOException _) {
                // nobody listens yet
            }
        }
    }

    @Test
    void theStartWaitsAndSaysForWhat() throws Exception {
        CompletableFuture<Bridge> start = CompletableFuture.supplyAsync(() -> {
            try {
                return site.bridge(settings);
            } catch (ConfigException e) {
                throw new IllegalStateException(e);
            }
        });
        HttpResponse<String> waiting = await("/readyz", answer -> answer.body().contains("is not available now"));
        assertEquals(503, waiting.statusCode());
        assertTrue(waiting.body().startsWith("not ready: store.endpoint: http://127.0.0.1:" + relay.port()),
                waiting.body());
        assertEquals(200, get("/livez").statusCode());
        assertTrue(get("/metrics").body().contains("\npop3bridge_store_up 0.0\n"));
        assertFalse(start.isDone());
        relay.open();
        Bridge bridge = start.get(60, TimeUnit.SECONDS);
        assertEquals("ready\n", get("/readyz").body());
        assertTrue(get("/metrics").body().contains("\npop3bridge_store_up 1.0\n"));
        bridge.stop();
    }

    @Test
    void aStoreThatGoesIsToldOfAndClientsAreServedAllTheSame() throws Exception {
        relay.open();
        Bridge bridge = site.bridge(settings);
        assertEquals(new JsonObject("{\"up\":true}"), store());
        relay.close();
        long gone = System.nanoTime();
        await("/readyz?verbose", answer -> !new JsonObject(answer.body()).getJsonObject("store").getBoolean("up"));
        Duration known = Duration.ofNanos(System.nanoTime() - gone);
        assertTrue(known.compareTo(Duration.ofSeconds(15)) <= 0, known::toString);
        assertTrue(store().getString("why").contains("no response"), () -> store().toString());
        assertTrue(get("/metrics").body().contains("\npop3bridge_store_up 0.0\n"));
        assertEquals("ready\n", get("/readyz").body());
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("-ERR [SYS/TEMP]", client.login("anna", Site.PASSWORD).substring(0, 15));
        }
        relay.open();
        await("/metrics", answer -> answer.body().contains("\npop3bridge_store_up 1.0\n"));
        bridge.stop();
    }

    private JsonObject store() {
        try {
            return new JsonObject(get("/readyz?verbose").body()).getJsonObject("store");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStartThatWaitsEndsWhenItIsTold() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of("bin", "pop3bridge").toString(), "serve")
                .redirectErrorStream(true).redirectOutput(folder.resolve("serve.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", System.getProperty("java.home")));
        builder.environment().putAll(settings);
        Process serve = builder.start();
        try {
            await("/readyz", answer -> answer.body().contains("is not available now"));
            long told = System.nanoTime();
            serve.toHandle().destroy();
            assertTrue(serve.waitFor(30, TimeUnit.SECONDS));
            Duration took = Duration.ofNanos(System.nanoTime() - told);
            assertEquals(0, serve.exitValue());
            assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, took::toString);
        } finally {
            serve.destroyForcibly();
        }
    }
}
