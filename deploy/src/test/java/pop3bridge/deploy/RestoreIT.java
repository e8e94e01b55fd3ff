package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code restore}, used by an operator while pop3bridge is running. */
@Timeout(60)
class RestoreIT {
    private final Path folder;
    private final Site site;
    private final Map<String, String> settings;

    RestoreIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
        settings = new HashMap<>(site.settings());
    }

    @AfterEach
    void close() {
        site.close();
    }

    private CommandRun run(String... arguments) throws Exception {
        return CommandRun.withConfig(folder, settings, arguments);
    }

    @Test
    void aRemovedMessageIsFetchedAgain() throws Exception {
        settings.put("POP3BRIDGE_MAIL_KEEP_REMOVED", "removed/{user}/");
        site.deliver("m1", "one\n");
        site.deliver("m2", "two\n");
        Bridge bridge = site.bridge(settings);
        try {
            List<String> before;
            try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
                client.login("anna", Site.PASSWORD);
                before = client.lines("UIDL");
                client.command("DELE 1");
                assertEquals("+OK bye, 1 messages deleted", client.command("QUIT"));
            }
            CommandRun restored = run("restore", "--since", "2026-01-01", "--yes", "anna");
            assertEquals(0, restored.status(), restored.err());
            assertTrue(restored.out().matches("(?s)removed \\S+  4 octets  removed/anna/m1\\RRestored 1 message\\.\\R"),
                    restored.out());
            try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
                assertEquals("+OK 2 messages", client.login("anna", Site.PASSWORD));
                List<String> after = client.lines("UIDL");
                assertEquals(2, after.size());
                assertTrue(after.stream().map(line -> line.split(" ", 2)[1]).noneMatch(uid -> uid.equals("m1")),
                        () -> before + " " + after);
                assertEquals(List.of("one"), client.lines("RETR 2"));
            }
            assertEquals("No messages to restore." + System.lineSeparator(), run("restore", "anna").out());
        } finally {
            bridge.stop();
        }
    }

    @Test
    void problemsAreNamed() throws Exception {
        CommandRun off = run("restore", "anna");
        assertEquals(2, off.status());
        assertTrue(off.err().contains("mail.keep-removed: not set: no copies of removed messages are kept"), off.err());
        settings.put("POP3BRIDGE_MAIL_KEEP_REMOVED", "removed/{local}/");
        CommandRun mixed = run("restore", "anna");
        assertTrue(mixed.err().contains("are under one prefix"), mixed.err());
        CommandRun time = run("restore", "--since", "yesterday", "anna");
        assertTrue(time.err().contains("'yesterday' is not a time such as 2026-11-01"), time.err());
        CommandRun nobody = run("restore", "nobody");
        assertTrue(nobody.err().contains("no such user: nobody"), nobody.err());
    }
}
