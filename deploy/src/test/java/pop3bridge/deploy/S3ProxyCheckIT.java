package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} of a store that fails a check, and without a store. */
@Timeout(120)
class S3ProxyCheckIT {
    private final Path folder;
    private final Site site;

    S3ProxyCheckIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void theTableSaysWhatHasFailed() throws Exception {
        CommandRun run = CommandRun.withConfig(folder, site.settings(), "check");
        assertEquals(1, run.status(), run.err());
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.contains("  NO       lets exactly one of 8 racing writers replace a version"), run.out());
        assertTrue(lines.contains("Mode: refuse: the store cannot hold locks; serve refuses to start."), run.out());
        assertEquals("", run.err());
    }

    @Test
    void jsonSaysWhatHasFailed() throws Exception {
        CommandRun run = CommandRun.withConfig(folder, site.settings(), "check", "--json");
        assertEquals(1, run.status(), run.err());
        JsonObject json = new JsonObject(run.out());
        assertEquals("refuse", json.getString("mode"));
        JsonObject race = json.getJsonArray("checks").stream().map(JsonObject.class::cast)
                .filter(check -> check.getString("check").equals("race-swap")).findFirst().orElseThrow();
        assertEquals("no", race.getString("verdict"));
    }

    @Test
    void aStoreThatIsGoneCannotBeChecked() throws Exception {
        site.stopStore();
        CommandRun run = CommandRun.withConfig(folder, site.settings(), "check");
        assertEquals(2, run.status());
        assertEquals("", run.out());
        assertTrue(
                run.err()
                        .matches("pop3bridge: store\\.endpoint: http://\\S+ is not available now \\(.*refused.*\\)\\R"),
                run.err());
    }
}
