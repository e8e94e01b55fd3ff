package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;

/** Accounts from a web service beside the users file. */
class S3ProxySourcesIT {
    private final Site site;
    private final HttpServer service;
    private final Map<String, String> settings;
    private volatile int status = 200;
    private volatile String authorization = "";
    private volatile String answer = "{\"result\":\"refused\"}";

    S3ProxySourcesIT(@TempDir Path folder) throws Exception {
        site = new Site(folder);
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            try (exchange) {
                authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
                exchange.sendResponseHeaders(status, 0);
                exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
            }
        });
        service.start();
        settings = site.settings();
        settings.put("POP3BRIDGE_ACCOUNTS_SOURCES", "http,file");
        settings.put("POP3BRIDGE_ACCOUNTS_HTTP_URL", "http://localhost:" + service.getAddress().getPort() + "/");
        settings.put("POP3BRIDGE_ACCOUNTS_REMEMBER", "0s");
    }

    @AfterEach
    void close() {
        service.stop(0);
        site.close();
    }

    private static String login(Bridge bridge, String user) throws Exception {
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            String reply = client.login(user, Site.PASSWORD);
            client.command("QUIT");
            return reply;
        }
    }

    private static JsonObject accounts(Bridge bridge) throws Exception {
        return new JsonObject(Site.get(bridge, "/readyz?verbose").body()).getJsonObject("accounts");
    }

    private static boolean measures(Bridge bridge, String line) throws Exception {
        return Site.get(bridge, "/metrics").body().lines().anyMatch(line::equals);
    }

    @Test
    void theServiceAndTheFileAreAsked() throws Exception {
        site.deliver("m1", "one\n");
        Bridge bridge = site.bridge(settings);
        try {
            assertEquals("+OK 1 messages", login(bridge, "anna"));
            assertEquals("-ERR [AUTH] wrong user name or password", login(bridge, "zoe"));
            answer = "{\"result\":\"ok\",\"user\":\"zoe\",\"maildrop\":\"s3://" + Site.BUCKET + "/" + Site.PREFIX
                    + "\"}";
            assertEquals("+OK 1 messages", login(bridge, "Zoe"));
            assertEquals(new JsonObject("{\"http\":{\"up\":true},\"file\":{\"up\":true}}"), accounts(bridge));
            assertTrue(measures(bridge, "pop3bridge_accounts_source_up{source=\"http\"} 1.0"));
            assertTrue(measures(bridge, "pop3bridge_accounts_source_up{source=\"file\"} 1.0"));
        } finally {
            assertEquals(0, bridge.stop());
        }
    }

    @Test
    void nobodyIsRefusedForAServiceThatFails() throws Exception {
        status = 500;
        Bridge bridge = site.bridge(settings);
        try {
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            assertEquals("-ERR [SYS/TEMP]", login(bridge, "zoe").substring(0, 15));
            JsonObject http = accounts(bridge).getJsonObject("http");
            assertEquals(false, http.getBoolean("up"));
            assertTrue(http.getString("why").endsWith("(see accounts.http.url): 500"), http.getString("why"));
            assertEquals(200, Site.get(bridge, "/readyz").statusCode());
            assertTrue(measures(bridge, "pop3bridge_accounts_source_up{source=\"http\"} 0.0"));
        } finally {
            assertEquals(0, bridge.stop());
        }
    }

    @Test
    void anotherTokenIsUsedAfterAReload(@TempDir Path secrets) throws Exception {
        Path token = Files.writeString(secrets.resolve("token"), "first");
        settings.put("POP3BRIDGE_ACCOUNTS_HTTP_TOKEN_FILE", token.toString());
        Bridge bridge = site.bridge(settings);
        try {
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            Files.writeString(token, "second");
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            assertEquals("Bearer first", authorization);
            bridge.reload();
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            assertEquals("Bearer second", authorization);
            Files.writeString(token, "not a token");
            bridge.reload();
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            assertEquals("Bearer second", authorization);
            assertProblem(bridge, "a file of an authentication backend has errors, keeping what was read before");
        } finally {
            assertEquals(0, bridge.stop());
        }
    }

    @Test
    void anotherSecretKeyIsUsedAfterAReload(@TempDir Path secrets) throws Exception {
        String right = String.valueOf(settings.remove("POP3BRIDGE_STORE_SECRET_KEY"));
        Path key = Files.writeString(secrets.resolve("key"), right);
        settings.put("POP3BRIDGE_STORE_SECRET_KEY_FILE", key.toString());
        Bridge bridge = site.bridge(settings);
        try {
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            Files.writeString(key, "another");
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            bridge.reload();
            assertEquals("-ERR [SYS/TEMP]", login(bridge, "anna").substring(0, 15));
            Files.writeString(key, right);
            bridge.reload();
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            Files.writeString(key, "");
            bridge.reload();
            assertEquals("+OK 0 messages", login(bridge, "anna"));
            assertProblem(bridge, "store.secret-key-file has errors, keeping the key in use");
        } finally {
            assertEquals(0, bridge.stop());
        }
    }

    private static void assertProblem(Bridge bridge, String text) throws Exception {
        String status = Site.get(bridge, "/status").body();
        assertTrue(status.contains(text), status);
    }

    @Test
    void filesThatCannotBeReadAreToldTogether() {
        settings.put("POP3BRIDGE_ACCOUNTS_HTTP_CA_FILE", "/none/ca.pem");
        settings.put("POP3BRIDGE_USERS_FILE", "/none/users");
        List<String> problems = assertThrows(ConfigException.class, () -> site.bridge(settings)).problems();
        assertEquals(2, problems.size());
        assertTrue(problems.getFirst().startsWith("accounts.http.ca-file: cannot be read"), problems.getFirst());
        assertTrue(problems.getLast().startsWith("users.file: /none/users: "), problems.getLast());
    }

    @Test
    void locksOfUsersThatAreNotInTheFile() throws Exception {
        try (MaildropAccess office = MaildropAccess.open(Config.read(Optional.empty(), settings))) {
            assertEquals("mail/zoe/", office.maildrop("zoe").orElseThrow().prefix());
            assertEquals(List.of(Site.BUCKET), office.buckets());
        }
        try (MaildropAccess office = MaildropAccess.open(Config.read(Optional.empty(), site.settings()))) {
            assertEquals(Optional.empty(), office.maildrop("zoe"));
        }
    }
}
