package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code config}. */
class ConfigCommandTest {
    private static final String YAML = """
            store: {bucket: post, access-key: key, secret-key: hidden}
            users.file: a file
            mail.prefix: "{user}/mail: #1/"
            """;

    @TempDir
    Path folder;

    private CommandRun run(String yaml, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("pop3bridge.yaml"), yaml);
        List<String> arguments = new java.util.ArrayList<>(List.of("config", "--config", file.toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void settingsArePrintedWithTheirOrigin() throws Exception {
        CommandRun run = run(YAML);
        assertEquals(0, run.status(), run.err());
        List<String> lines = run.out().lines().toList();
        for (String line : List.of("store.bucket: post  # F:1", "store.secret-key: \"(secret)\"  # F:1",
                "users.file: \"a file\"  # F:2", "mail.prefix: \"{user}/mail: #1/\"  # F:3",
                "ldap.scope:  # not used, as accounts.sources does not list ldap",
                "management.listen: 127.0.0.1:9110  # default", "lock.lease: 90s  # default",
                "lmtp.max-size:  # not used, as lmtp.listen is not set",
                "management.token-file:  # no token; operators must be on this machine")) {
            String expected = line.replace("F:", folder.resolve("pop3bridge.yaml") + ":");
            assertTrue(lines.contains(expected), () -> expected + " is not in\n" + run.out());
        }
    }

    @Test
    void whatIsPrintedIsASettingsFile() throws Exception {
        CommandRun first = run(YAML, "--json");
        CommandRun second = run(run(YAML).out(), "--json");
        assertEquals(0, second.status(), second.err());
        assertEquals(values(first), values(second));
    }

    private static List<String> values(CommandRun run) {
        return new JsonObject(run.out()).getJsonArray("settings").stream().map(JsonObject.class::cast)
                .map(setting -> setting.getString("key") + "=" + setting.getString("value")).toList();
    }

    @Test
    void jsonHasTheSame() throws Exception {
        List<JsonObject> settings = new JsonObject(run(YAML, "--json").out()).getJsonArray("settings").stream()
                .map(JsonObject.class::cast).toList();
        assertTrue(settings.contains(new JsonObject().put("key", "store.bucket").put("value", "post").put("origin",
                folder.resolve("pop3bridge.yaml") + ":1")), settings.toString());
        assertTrue(settings.contains(
                new JsonObject("{\"key\": \"lock.lease\", \"value\": \"90s\", \"origin\": \"default\"}")));
        assertTrue(settings.contains(new JsonObject(
                "{\"key\": \"pop3s.listen\", \"value\": null, \"origin\": \"default\", \"unset\": \"none\"}")));
    }

    @Test
    void settingsWithErrorsAreTold() throws Exception {
        CommandRun run = run("store.bucket: post\n");
        assertEquals(2, run.status());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("pop3bridge: users.file: required"), run.err());
    }
}
