package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} in a process of its own that gets SIGHUP. */
@Timeout(120)
class HangupIT {
    @Test
    void filesAreReadAgainAndSessionsGoOn(@TempDir Path folder) throws Exception {
        try (Site site = new Site(folder)) {
            Map<String, String> settings = new HashMap<>(site.settings());
            settings.put("POP3BRIDGE_LOCK_UNSAFE_SINGLE_INSTANCE", "true");
            Serve serve = new Serve(settings, folder);
            try (Pop3Client client = new Pop3Client(serve.pop3())) {
                assertEquals("+OK 0 messages", client.login("anna", Site.PASSWORD));
                Path log = folder.resolve("serve.log");
                String read = "users file read";
                assertEquals(1, count(log, read));
                serve.signal("HUP");
                while (count(log, read) < 2) {
                    Thread.onSpinWait();
                }
                assertTrue(Files.readString(log).contains("reading files again"));
                assertEquals("+OK 0 0", client.command("STAT"));
            }
            serve.stop();
        }
    }

    private static long count(Path log, String text) throws Exception {
        return Files.readString(log).lines().filter(line -> line.contains(text)).count();
    }
}
