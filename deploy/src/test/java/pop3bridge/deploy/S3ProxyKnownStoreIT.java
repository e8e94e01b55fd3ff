package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore;

/** A start over a store that was tested before, and a store that changes while it is in use. */
class S3ProxyKnownStoreIT {
    private static final int MOST_REQUESTS = 20;

    private final Site site;
    private final Map<String, String> settings;
    private final List<Bridge> bridges = new ArrayList<>();
    private volatile boolean lax;

    S3ProxyKnownStoreIT(@TempDir Path folder) throws Exception {
        site = new Site(folder);
        settings = site.settings();
    }

    @AfterEach
    void stop() {
        bridges.forEach(Bridge::stop);
        site.close();
    }

    private Bridge start(UnaryOperator<ObjectStore> wrapper) throws ConfigException {
        Bridge bridge = site.bridge(settings, wrapper);
        bridges.add(bridge);
        return bridge;
    }

    /** How many requests the bucket has had until the server was ready; its listings in small pages are not counted. */
    private int requestsOfAStart() throws ConfigException {
        List<FaultyStore> counted = new ArrayList<>();
        Bridge bridge = start(store -> {
            FaultyStore counting = new FaultyStore(store);
            counted.add(counting);
            return counting;
        });
        int requests = counted.stream().mapToInt(store -> Stream.of(Operation.values()).mapToInt(store::requests).sum())
                .sum();
        bridge.stop();
        return requests;
    }

    @Test
    void aKnownStoreIsReadyAfterFewRequests() throws Exception {
        int first = requestsOfAStart();
        assertTrue(first > 5 * MOST_REQUESTS, () -> "requests of the first start: " + first);
        int second = requestsOfAStart();
        assertTrue(second <= MOST_REQUESTS, () -> "requests of the second start: " + second);
        settings.put("POP3BRIDGE_STORE_PROBE_INTERVAL", "0s");
        int third = requestsOfAStart();
        assertTrue(third > 5 * MOST_REQUESTS, () -> "requests of a start that trusts nothing: " + third);
    }

    /** As with the demo's store, which only the demo's own process serializes. */
    @Test
    void whatAProcessHasFoundAboutItsDecoratedStoreHoldsForNoOther() throws Exception {
        requestsOfAStart();
        settings.put("POP3BRIDGE_LOCK_UNSAFE_SINGLE_INSTANCE", "true");
        Bridge plain = Bridge.start(Config.read(Optional.empty(), settings), UnaryOperator.identity());
        bridges.add(plain);
        double requests = Pattern.compile("^pop3bridge_s3_requests_total\\{.*} ([0-9.]+)$", Pattern.MULTILINE)
                .matcher(Site.get(plain, "/metrics").body()).results()
                .mapToDouble(result -> Double.parseDouble(result.group(1))).sum();
        assertTrue(requests > 5 * MOST_REQUESTS, () -> "requests: " + requests);
    }

    /** Replaces objects whatever their ETag is, while the test wants it so. */
    private ObjectStore changing(ObjectStore store) {
        return new LaxStore(store, () -> lax);
    }

    @Test
    void aKnownStoreThatHasChangedIsTestedAgainAndRefused() throws Exception {
        start(this::changing).stop();
        lax = true;
        ConfigException refused = assertThrows(ConfigException.class, () -> start(this::changing));
        assertTrue(refused.problems().getFirst().contains("refuses to replace an object that has another ETag"),
                () -> refused.problems().toString());
        lax = false;
        start(this::changing);
    }

    @Test
    @Timeout(120)
    void aStoreThatChangesWhileItIsServedGetsNoNewLogins() throws Exception {
        settings.put("POP3BRIDGE_STORE_PROBE_INTERVAL", "1s");
        site.deliver("m1", "one\n");
        Bridge bridge = start(this::changing);
        try (Pop3Client before = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("+OK 1 messages", before.login("anna", Site.PASSWORD));
            lax = true;
            String reply = "+OK";
            while (reply.startsWith("+OK")) {
                try (Pop3Client other = new Pop3Client(bridge.pop3().getFirst())) {
                    reply = other.login("bert", Site.PASSWORD);
                }
            }
            assertEquals("-ERR [SYS/TEMP] maildrops cannot be locked now, try again later", reply);
            assertTrue(Site.get(bridge, "/metrics").body().contains("pop3bridge_store_trusted 0.0"));
            assertEquals(200, Site.get(bridge, "/readyz").statusCode());
            JsonObject probe = new JsonObject(Site.get(bridge, "/readyz?verbose").body()).getJsonObject("probe");
            assertEquals("refuse", probe.getString("mode"));
            assertTrue(probe.getString("why").contains("refuses to replace an object that has another ETag"),
                    probe::encode);
            assertEquals("+OK 1 5", before.command("STAT"));
        }
    }
}
