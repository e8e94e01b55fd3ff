package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.MiniStack;
import pop3bridge.store.RealStore;

/** {@code check} of a store that passes all checks. */
@Tag("ministack")
@ExtendWith(MiniStack.class)
@Timeout(300)
class MiniStackCheckIT {
    @Test
    void jsonSaysYesToAll(RealStore store, @TempDir Path folder) throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "anna:" + Site.HASH + "\n");
        CommandRun run = CommandRun.withConfig(folder, MainJob.settings(store.config(), store.newBucket(), users),
                "check", "--json");
        assertEquals(0, run.status(), run.out() + run.err());
        JsonObject json = new JsonObject(run.out());
        assertEquals("full", json.getString("mode"));
        assertEquals(List.of("yes"), json.getJsonArray("checks").stream().map(JsonObject.class::cast)
                .map(check -> check.getString("verdict")).distinct().toList());
        assertEquals("", run.err());
    }
}
