package pop3bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.StoreAccess;
import pop3bridge.store.probe.Capability;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;

class CheckOutputTest {
    private static final Config CONFIG = config();

    private static Config config() {
        try {
            return Config.read(Optional.empty(), Map.of("POP3BRIDGE_STORE_ENDPOINT", "http://store.example:9000",
                    "POP3BRIDGE_STORE_BUCKET", "post", "POP3BRIDGE_USERS_FILE", "users"));
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Yes to all but these. */
    private static ProbeReport report(Check... others) {
        Map<Capability, Check> byCapability = Arrays.stream(others)
                .collect(Collectors.toMap(Check::capability, check -> check));
        return new ProbeReport(Arrays.stream(Capability.values())
                .map(capability -> byCapability.getOrDefault(capability, new Check(capability, Verdict.YES, "")))
                .toList(), 7);
    }

    private static final Check TWO_WINNERS = new Check(Capability.RACE_SWAP, Verdict.NO, "2 of 8 won in round 3");
    private static final Check DENIED = new Check(Capability.NOT_FOUND, Verdict.UNKNOWN, "GET: 403 AccessDenied");

    @Test
    void textHasALineForEachCheckAndMoreForTheOthers() {
        List<String> text = CheckOutput.text(report(TWO_WINNERS), "bucket post at http://store.example:9000");
        assertEquals("Checked: bucket post at http://store.example:9000", text.getFirst());
        assertEquals(Capability.values().length - 1,
                text.stream().filter(line -> line.startsWith("  yes      ")).count());
        int failed = text.indexOf("  NO       lets exactly one of 8 racing writers replace a version");
        assertEquals(List.of("           found: 2 of 8 won in round 3",
                "           so:    two sessions could hold one maildrop at the same time"),
                text.subList(failed + 1, failed + 3));
        assertTrue(text.contains("Mode: refuse: the store cannot hold locks; serve refuses to start."), text::toString);
    }

    @Test
    void textIsNoWiderThanATerminal() {
        String detail = "GET: no response: " + "word ".repeat(60);
        ProbeReport report = new ProbeReport(Arrays.stream(Capability.values())
                .map(capability -> new Check(capability, Verdict.UNKNOWN, detail)).toList(), 0);
        List<String> text = CheckOutput.text(report, "bucket post at http://store.example:9000");
        assertEquals(List.of(), text.stream().filter(line -> line.length() > 120).toList());
        assertEquals(60L * Capability.values().length,
                text.stream().mapToLong(line -> line.split("word", -1).length - 1).sum());
    }

    @Test
    void jsonHasTheModeAndEachVerdict() {
        JsonObject json = new JsonObject(CheckOutput.json(report(TWO_WINNERS, DENIED)));
        assertEquals("refuse", json.getString("mode"));
        assertEquals(7, json.getInteger("raceRounds"));
        assertEquals(Capability.values().length, json.getJsonArray("checks").size());
        assertTrue(json.getJsonArray("checks").contains(new JsonObject().put("check", "race-swap").put("verdict", "no")
                .put("needed", true).put("detail", "2 of 8 won in round 3")), json::encode);
        assertTrue(json.getJsonArray("checks").contains(new JsonObject().put("check", "not-found")
                .put("verdict", "unknown").put("needed", true).put("detail", "GET: 403 AccessDenied")), json::encode);
        assertTrue(json.getJsonArray("checks").contains(new JsonObject().put("check", "batch-etag")
                .put("verdict", "yes").put("needed", false).put("detail", "")), json::encode);
    }

    private static List<String> problems(ProbeReport report) {
        return assertThrows(ConfigException.class, () -> StoreAccess.mode(CONFIG, report)).problems();
    }

    @Test
    void theFirstFailureSaysWhyTheBridgeDoesNotStart() {
        assertEquals(
                List.of("store.endpoint: http://store.example:9000 cannot hold locks: it fails the check \"lets exactly"
                        + " one of 8 racing writers replace a version\" (2 of 8 won in round 3); without it, two sessions"
                        + " could hold one maildrop at the same time. All checks: pop3bridge check"),
                problems(report(TWO_WINNERS)));
        assertEquals(
                List.of("store.endpoint: http://store.example:9000 cannot hold locks: the check \"responds with 404"
                        + " for an object that does not exist\" (GET: 403 AccessDenied) gave no result; without it, a free"
                        + " maildrop could not be distinguished from a locked one. All checks: pop3bridge check"),
                problems(report(TWO_WINNERS, DENIED)));
    }

    @Test
    void whatIsOnlyGoodToHaveKeepsNobodyFromStarting() throws Exception {
        ProbeReport report = report(new Check(Capability.DELETE, Verdict.NO, "DELETE: 501 NotImplemented"),
                new Check(Capability.CLOCK, Verdict.UNKNOWN, ""));
        assertEquals("free-overwrite", report.modeName());
        assertEquals(report.mode(), StoreAccess.mode(CONFIG, report));
    }
}
