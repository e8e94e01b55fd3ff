package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.ConfigException;
import pop3bridge.tls.SelfSigned;

/** Commands that ask a management port with TLS and client certificates. */
@Timeout(60)
class ManagementTlsIT {
    private final Path folder;
    private final Path server;
    private final Path client;
    private final Site site;
    private final Map<String, String> settings;

    ManagementTlsIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        server = folder.resolve("server.pem");
        client = folder.resolve("client.pem");
        SelfSigned.write(server);
        SelfSigned.write(client);
        site = new Site(folder);
        settings = new HashMap<>(site.settings());
        settings.put("POP3BRIDGE_MANAGEMENT_TLS_CERTIFICATE", server.toString());
        settings.put("POP3BRIDGE_MANAGEMENT_TLS_CLIENT_CA", client.toString());
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void commandsPresentACertificate() throws Exception {
        Bridge bridge = site.bridge(settings);
        try {
            String url = Site.management(bridge);
            assertTrue(url.startsWith("https://"), url);
            settings.put("POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:" + URI.create(url).getPort());
            CommandRun listed = CommandRun.withConfig(folder, settings, "sessions", "--certificate",
                    client.toString());
            assertEquals("Sessions: 0", listed.out().strip(), listed.err());
            assertEquals("Sessions: 0", CommandRun.of("sessions", "--url", url, "--ca-file", server.toString(),
                    "--certificate", client.toString(), "--key", client.toString()).out().strip());
            CommandRun without = CommandRun.withConfig(folder, settings, "kick", "000000000000");
            assertEquals(2, without.status());
            assertTrue(without.err().contains("needs a client certificate"), without.err());
            CommandRun healthy = CommandRun.withConfig(folder, settings, "health");
            assertEquals("ready", healthy.out().strip(), healthy.err());
            CommandRun trusting = CommandRun.withConfig(folder, settings, "health", "--ca-file", client.toString());
            assertEquals(1, trusting.status());
            CommandRun untrusted = CommandRun.of("sessions", "--url", url, "--certificate", client.toString());
            assertEquals(2, untrusted.status());
            assertTrue(untrusted.err().contains("cannot be used over TLS ("), untrusted.err());
            CommandRun noKey = CommandRun.of("sessions", "--url", url, "--key", client.toString());
            assertEquals("pop3bridge: --key: needs --certificate", noKey.err().strip());
            CommandRun noFile = CommandRun.of("sessions", "--url", url, "--ca-file", "/none/ca.pem");
            assertEquals(2, noFile.status());
            assertTrue(noFile.err().startsWith("pop3bridge: /none/ca.pem: "), noFile.err());
        } finally {
            assertEquals(0, bridge.stop());
        }
    }

    @Test
    void aFileThatCannotBeUsedIsToldWithItsSetting() throws Exception {
        Files.writeString(server, "nonsense");
        ConfigException e = assertThrows(ConfigException.class, () -> site.bridge(settings));
        assertTrue(e.problems().getFirst().startsWith("management.tls-certificate: " + server), e.getMessage());
    }
}
