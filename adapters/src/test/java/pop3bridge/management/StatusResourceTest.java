package pop3bridge.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.pop3.Verb;

/** What the status page is told. */
class StatusResourceTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void theStatusHasAllParts() throws IOException {
        try (TestManagement server = new TestManagement("127.0.0.1", Optional.empty())) {
            server.sessions.addNew("bbbbbbbbbbbb", 30).addBusy("cccccccccccc", "carl", Verb.RETR, 4)
                    .addBusy("dddddddddddd", "dora", Verb.LIST, 9);
            logins(server.registry(), "ok", 3);
            server.problems.add(problem("store refuses requests", NOON));
            JsonObject status = new JsonObject(server.send("GET", "/status").body());
            assertTrue(status.getBoolean("ready"));
            assertEquals("1.2.3", status.getString("version"));
            assertTrue(status.getLong("uptimeMillis") >= 0);
            assertEquals(new JsonObject("{\"open\": 3, \"loggedIn\": 2}"), status.getJsonObject("sessions"));
            assertEquals(3, status.getJsonObject("lastMinute").getInteger("logins"));
            assertEquals(List.of("dddddddddddd", "cccccccccccc"), status.getJsonArray("longest").stream()
                    .map(JsonObject.class::cast).map(session -> session.getString("id")).toList());
            assertEquals("full", status.getJsonObject("probe").getString("mode"));
            assertEquals(new JsonArray("""
                    [{"time": "2026-11-29T12:00:00Z", "level": "ERROR", "text": "store refuses requests",
                      "values": {"reason": "clock"}, "times": 1, "advice": "check the keys"}]"""),
                    status.getJsonArray("problems"));
        }
    }

    private static Problems.Line problem(String text, Instant time) {
        return new Problems.Line(time, "ERROR", text, List.of(Map.entry("reason", "clock")));
    }

    private static void logins(MeterRegistry registry, String result, int count) {
        Counter.builder("pop3bridge.logins").tag("result", result).register(registry).increment(count);
    }

    private static void commands(MeterRegistry registry, String outcome, int count) {
        Counter.builder("pop3bridge.commands").tag("verb", "RETR").tag("outcome", outcome).register(registry)
                .increment(count);
    }

    @Test
    void theLastMinuteIsCounted() {
        MeterRegistry registry = new SimpleMeterRegistry();
        logins(registry, "ok", 100);
        Rates rates = new Rates(registry);
        logins(registry, "ok", 2);
        logins(registry, "credentials", 3);
        logins(registry, "in_use", 1);
        commands(registry, "ok", 10);
        commands(registry, "err", 1);
        commands(registry, "sys_temp", 1);
        commands(registry, "sys_perm", 1);
        commands(registry, "aborted", 1);
        JsonObject quiet = rates.lastMinute();
        assertFalse(quiet.containsKey("storeMillis"));
        Timer requests = Timer.builder("pop3bridge.s3.request.duration").register(registry);
        requests.record(Duration.ofMillis(10));
        requests.record(Duration.ofMillis(25));
        assertEquals(new JsonObject(
                """
                        {"logins": 2, "loginsRefused": 4, "commands": 14, "errors": 3, "storeRequests": 2, "storeMillis": 17.5}"""),
                rates.lastMinute());
        for (int i = 0; i < 6; i++) {
            rates.sample();
        }
        assertEquals(0, rates.lastMinute().getInteger("logins"));
    }

    @Test
    void theLastHourIsKept() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Rates rates = new Rates(registry);
        assertEquals(new JsonArray(), rates.minutes());
        for (int sample = 1; sample <= 6 * 100; sample++) {
            logins(registry, "ok", sample);
            rates.sample();
        }
        List<Integer> logins = rates.minutes().stream().map(JsonObject.class::cast)
                .map(minute -> minute.getInteger("logins")).toList();
        assertEquals(60, logins.size());
        assertEquals(595 + 596 + 597 + 598 + 599 + 600, logins.getLast());
        assertEquals(241 + 242 + 243 + 244 + 245 + 246, logins.getFirst());
    }

    @Test
    void ofEachProblemTheLastIsKept() {
        Problems problems = new Problems(Map.of());
        problems.add(problem("one", NOON));
        problems.add(problem("two", NOON.plusSeconds(1)));
        problems.add(problem("one", NOON.plusSeconds(2)));
        JsonArray shown = problems.json();
        assertEquals(List.of("one", "two"),
                shown.stream().map(JsonObject.class::cast).map(problem -> problem.getString("text")).toList());
        assertEquals(2, shown.getJsonObject(0).getInteger("times"));
        assertEquals("2026-11-29T12:00:02Z", shown.getJsonObject(0).getString("time"));
        for (int i = 0; i < 1000; i++) {
            problems.add(problem("problem " + i, NOON));
        }
        assertEquals(50, problems.json().size());
        assertEquals("problem 999", problems.json().getJsonObject(0).getString("text"));
    }
}
