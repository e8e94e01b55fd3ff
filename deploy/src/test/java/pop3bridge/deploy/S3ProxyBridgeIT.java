package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.ConfigException;

/** The whole bridge with the embedded store, as seen by a POP3 client. */
class S3ProxyBridgeIT {
    private final Site site;
    private final List<Bridge> bridges = new ArrayList<>();

    S3ProxyBridgeIT(@TempDir Path folder) throws Exception {
        site = new Site(folder);
    }

    @AfterEach
    void stop() {
        bridges.forEach(Bridge::stop);
        site.close();
    }

    private Bridge start() throws ConfigException {
        Bridge bridge = site.bridge();
        bridges.add(bridge);
        return bridge;
    }

    private static Pop3Client login(Bridge bridge) throws IOException {
        Pop3Client client = new Pop3Client(bridge.pop3().getFirst());
        String reply = client.login("anna", Site.PASSWORD);
        assertTrue(reply.startsWith("+OK"), reply);
        return client;
    }

    /** A session that has lost its client ends a moment later. */
    private static Pop3Client loginWhenFree(Bridge bridge) throws IOException {
        while (true) {
            Pop3Client client = new Pop3Client(bridge.pop3().getFirst());
            String reply = client.login("anna", Site.PASSWORD);
            if (reply.startsWith("+OK")) {
                return client;
            }
            client.close();
            assertTrue(reply.startsWith("-ERR [IN-USE]"), reply);
        }
    }

    @Test
    void mailIsListedReadAndRemoved() throws Exception {
        List<List<String>> mail = site.deliverSamples();
        List<String> names = site.mail();
        Bridge bridge = start();
        try (Pop3Client client = login(bridge)) {
            List<Long> sizes = new ArrayList<>();
            for (int n = 1; n <= mail.size(); n++) {
                List<String> lines = client.lines("RETR " + n);
                assertEquals(mail.get(n - 1), lines.isEmpty() ? List.of("") : lines, "message " + n);
                sizes.add(lines.stream().mapToLong(line -> line.length() + 2).sum());
            }
            long total = sizes.stream().mapToLong(Long::longValue).sum();
            assertEquals("+OK " + mail.size() + " " + total, client.command("STAT"));
            List<String> listing = client.lines("LIST");
            List<String> uniqueIds = client.lines("UIDL");
            assertEquals(mail.size(), listing.size());
            assertEquals(mail.size(), uniqueIds.stream().map(line -> line.replaceAll(".* ", "")).distinct().count());
            for (int n = 1; n <= mail.size(); n++) {
                assertEquals(n + " " + sizes.get(n - 1), listing.get(n - 1));
            }
            assertEquals("+OK", client.command("DELE 2").substring(0, 3));
            assertEquals("+OK", client.command("DELE 10").substring(0, 3));
            assertEquals("+OK bye, 2 messages deleted", client.command("QUIT"));
            assertEquals(0, client.rest().length);
        }
        List<String> left = new ArrayList<>(names);
        left.removeAll(List.of(names.get(1), names.get(9)));
        assertEquals(left, site.mail());
    }

    @Test
    void withoutQuitNothingIsRemovedAndTheMaildropIsFreeAgain() throws Exception {
        site.deliver("m1", "one\n");
        Bridge bridge = start();
        try (Pop3Client client = login(bridge)) {
            client.command("DELE 1");
        }
        try (Pop3Client client = loginWhenFree(bridge)) {
            assertEquals("+OK 1 5", client.command("STAT"));
        }
        assertEquals(List.of("m1"), site.mail());
    }

    @Test
    void oneSessionHasTheMaildropAndOthersHaveTheirs() throws Exception {
        site.deliver("m1", "one\n");
        Bridge bridge = start();
        try (Pop3Client first = login(bridge);
                Pop3Client second = new Pop3Client(bridge.pop3().getFirst());
                Pop3Client other = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("-ERR [IN-USE]", second.login("anna", Site.PASSWORD).substring(0, 13));
            assertEquals("-ERR [AUTH] wrong user name or password", other.login("anna", "guess"));
            assertEquals("+OK 0 messages", other.login("bert", Site.PASSWORD));
            assertEquals("+OK 1 5", first.command("STAT"));
            first.command("QUIT");
            assertEquals("+OK 1 messages", second.login("anna", Site.PASSWORD));
        }
    }

    @Test
    void twoBridgesOverOneBucketShareTheLocks() throws Exception {
        site.deliver("m1", "one\n");
        Bridge one = start();
        Bridge other = start();
        try (Pop3Client first = login(one); Pop3Client second = new Pop3Client(other.pop3().getFirst())) {
            assertEquals("-ERR [IN-USE]", second.login("anna", Site.PASSWORD).substring(0, 13));
            first.command("QUIT");
            assertEquals("+OK 1 messages", second.login("anna", Site.PASSWORD));
        }
    }

    @Test
    void aRestartKeepsMailAndUniqueIds() throws Exception {
        site.deliverSamples();
        List<String> before;
        Bridge first = start();
        try (Pop3Client client = login(first)) {
            before = client.lines("UIDL");
            client.command("DELE 1");
            assertEquals(0, first.stop());
            assertEquals("-ERR [SYS/TEMP] server is shutting down, try again later", client.line());
            assertEquals(0, client.rest().length);
        }
        try (Pop3Client client = login(start())) {
            assertEquals(before, client.lines("UIDL"));
        }
    }

    @Test
    void aStoreThatIsGoneIsNoEmptyMaildrop() throws Exception {
        site.deliver("m1", "one\n");
        Bridge bridge = start();
        site.stopStore();
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("-ERR [SYS/TEMP]", client.login("anna", Site.PASSWORD).substring(0, 15));
            assertTrue(client.command("STAT").startsWith("-ERR"));
            assertTrue(client.command("QUIT").startsWith("+OK"));
        }
    }

    @Test
    void aStoreThatGoesDuringASessionIsNoLoss() throws Exception {
        site.deliver("m1", "one\n");
        site.deliver("m2", "two\n");
        Bridge bridge = start();
        try (Pop3Client client = login(bridge)) {
            assertEquals("+OK 1 5", client.command("LIST 1"));
            site.stopStore();
            assertEquals("+OK 1 5", client.command("LIST 1"));
            assertEquals("-ERR [SYS/TEMP]", client.command("STAT").substring(0, 15));
            assertEquals("-ERR [SYS/TEMP]", client.command("RETR 2").substring(0, 15));
            assertEquals("+OK", client.command("DELE 1").substring(0, 3));
            assertEquals("-ERR [SYS/TEMP] store does not respond, unknown whether messages were deleted",
                    client.command("QUIT"));
            assertEquals(0, client.rest().length);
        }
    }

    @Test
    void aMessageThatBreaksOffHasNoTerminator() throws Exception {
        // More than all buffers on the way hold.
        String line = "0123456789".repeat(7) + "\r\n";
        String message = line.repeat(64 * 1024 * 1024 / line.length());
        site.deliver("m1", message);
        try (Pop3Client client = login(start())) {
            assertEquals("+OK message follows", client.command("RETR 1"));
            site.stopStore();
            String received = new String(client.rest(), ISO_8859_1);
            assertTrue(received.length() < message.length(), "all was buffered");
            assertTrue(message.startsWith(received));
            assertFalse(received.endsWith("\r\n.\r\n"));
        }
    }

    @Test
    void theManagementPortTellsHowItGoes() throws Exception {
        site.deliver("m1", "one\n");
        Bridge bridge = start();
        String listings = "pop3bridge_s3_requests_total{operation=\"ListObjectsV2\",outcome=\"ok\"} ";
        String probing = Site.get(bridge, "/metrics").body();
        double before = Double
                .parseDouble(probing.lines().filter(line -> line.startsWith(listings)).findFirst().orElseThrow()
                        .substring(listings.length()));
        try (Pop3Client client = login(bridge)) {
            client.lines("RETR 1");
            client.command("QUIT");
            client.rest();
        }
        assertEquals(200, Site.get(bridge, "/livez").statusCode());
        assertEquals(200, Site.get(bridge, "/readyz").statusCode());
        HttpResponse<String> metrics = Site.get(bridge, "/metrics");
        assertEquals(200, metrics.statusCode());
        for (String line : List.of("pop3bridge_commands_total{outcome=\"ok\",verb=\"RETR\"} 1.0",
                "pop3bridge_users_file_current 1.0", "pop3bridge_size_cache_entries 1.0",
                listings + (before + 1))) {
            assertTrue(metrics.body().lines().anyMatch(line::equals), () -> line + " is not in\n" + metrics.body());
        }
    }
}
