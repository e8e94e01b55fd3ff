package pop3bridge.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what on the management port. */
class AccessTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final List<String> PROBES = List.of("/livez", "/readyz");
    private static final List<String> MONITORING = List.of("/metrics", "/readyz?verbose");
    private static final List<String> PAGE = List.of("/", "/status.js", "/status.css");
    private static final List<String> OPERATING = List.of("/status", "/sessions", "/log-level?logger=x");

    @TempDir
    Path folder;

    private Optional<TestManagement> open = Optional.empty();

    @AfterEach
    void close() {
        open.ifPresent(TestManagement::close);
    }

    private TestManagement server(String host, Optional<Path> token) throws IOException {
        TestManagement server = new TestManagement(host, token);
        open = Optional.of(server);
        server.sessions.add("aaaaaaaaaaaa", "anna", 10);
        return server;
    }

    private TestManagement withToken(String host) throws IOException {
        return server(host, Optional.of(Files.writeString(folder.resolve("token"), TOKEN + "\n")));
    }

    private static void assertStatus(int status, TestManagement server, List<String> paths, String... header)
            throws IOException {
        for (String path : paths) {
            assertEquals(status, server.send("GET", path, header).status(), path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:9110", "localhost", "LocalHost:9110", "[::1]:9110", "[::1]",
            "127.255.0.1"})
    void onLoopbackLocalNamesAreServed(String host) throws IOException {
        TestManagement server = server("127.0.0.1", Optional.empty());
        for (List<String> paths : List.of(PROBES, MONITORING, PAGE, OPERATING)) {
            assertStatus(200, server, paths, "Host: " + host);
        }
        assertEquals(202, server.send("DELETE", "/sessions/aaaaaaaaaaaa", "Host: " + host).status());
    }

    /** A page of evil.example whose name resolves to 127.0.0.1 looks to the browser like its own server. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9110", "127.0.0.1.evil.example", "localhost.evil.example",
            "192.0.2.1", "0.0.0.0", "[::ffff:192.0.2.1]", "[::]"})
    void onLoopbackOtherNamesAreRefused(String host) throws IOException {
        TestManagement server = server("127.0.0.1", Optional.empty());
        assertStatus(200, server, PROBES, "Host: " + host);
        for (List<String> paths : List.of(MONITORING, PAGE, OPERATING)) {
            assertStatus(403, server, paths, "Host: " + host);
        }
        assertEquals(403, server.send("DELETE", "/sessions?user=anna", "Host: " + host).status());
        assertEquals(1, server.sessions.all().size());
    }

    @Test
    void aBrowserThatActsForAnotherPageIsRefused() throws IOException {
        TestManagement server = server("127.0.0.1", Optional.empty());
        String host = "Host: localhost:9110";
        for (String line : List.of("Origin: http://evil.example", "Origin: null", "Origin: http://localhost:8080",
                "Origin: https://localhost:9110", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site")) {
            assertEquals(403, server.send("DELETE", "/sessions?user=anna", host, line).status(), line);
        }
        TestManagement.Reply preflight = server.send("OPTIONS", "/sessions", host, "Origin: http://evil.example",
                "Access-Control-Request-Method: DELETE");
        assertEquals(403, preflight.status());
        assertFalse(preflight.header().toLowerCase(java.util.Locale.ROOT).contains("access-control"),
                preflight.header());
        assertEquals(1, server.sessions.all().size());
        assertEquals(202, server.send("DELETE", "/sessions?user=anna", host, "Origin: http://localhost:9110",
                "Sec-Fetch-Site: same-origin").status());
    }

    @Test
    void elsewhereOnlyMonitoringIsServedWithoutAToken() throws IOException {
        TestManagement server = server("0.0.0.0", Optional.empty());
        String host = "Host: pop3.example:9110";
        assertStatus(200, server, PROBES, host);
        assertStatus(200, server, MONITORING, host);
        assertStatus(403, server, PAGE, host);
        assertStatus(403, server, OPERATING, host);
        TestManagement.Reply refused = server.send("DELETE", "/sessions?user=anna", host);
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("management.token-file"), refused.body());
        assertEquals(403, server.send("POST", "/trace?user=anna", host).status());
        assertEquals(1, server.sessions.all().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void withTheTokenEverythingIsServed(String listen) throws IOException {
        TestManagement server = withToken(listen);
        for (List<String> paths : List.of(PROBES, MONITORING, PAGE, OPERATING)) {
            assertStatus(200, server, paths, "Host: pop3.example", "Authorization: Bearer " + TOKEN);
        }
        assertStatus(200, server, OPERATING, "Host: pop3.example", "authorization: bearer  " + TOKEN);
        assertEquals(202, server.send("DELETE", "/sessions?user=anna", "Host: pop3.example",
                "Authorization: Bearer " + TOKEN).status());
    }

    @Test
    void withoutTheTokenOnlyProbesAndTheEmptyPageAreServed() throws IOException {
        TestManagement server = withToken("127.0.0.1");
        assertStatus(200, server, PROBES, "Host: localhost");
        assertStatus(200, server, PAGE, "Host: localhost");
        for (String header : List.of("Accept: */*", "Authorization: " + TOKEN, "Authorization: Basic " + TOKEN,
                "Authorization: Bearer", "Authorization: Bearer 0123456789abcdee",
                "Authorization: Bearer " + TOKEN + "0",
                "Authorization: Bearer 0")) {
            for (List<String> paths : List.of(MONITORING, OPERATING)) {
                assertStatus(401, server, paths, "Host: localhost", header);
            }
            TestManagement.Reply refused = server.send("DELETE", "/sessions/aaaaaaaaaaaa", "Host: localhost", header);
            assertEquals(401, refused.status());
            assertEquals(401, server.send("POST", "/trace?user=anna", "Host: localhost", header).status());
            assertTrue(refused.header().contains("WWW-Authenticate: Bearer"), refused.header());
        }
        assertEquals(1, server.sessions.all().size());
    }

    @Test
    void aNewTokenNeedsNoRestart() throws IOException {
        TestManagement server = withToken("127.0.0.1");
        Path file = folder.resolve("token");
        Files.writeString(file, "another token");
        assertStatus(401, server, OPERATING, "Host: localhost", "Authorization: Bearer " + TOKEN);
        assertStatus(200, server, OPERATING, "Host: localhost", "Authorization: Bearer another token");
        for (String unusable : List.of("", "\n")) {
            Files.writeString(file, unusable);
            assertStatus(503, server, OPERATING, "Host: localhost", "Authorization: Bearer " + TOKEN);
            assertStatus(401, server, OPERATING, "Host: localhost", "Authorization: Bearer ");
        }
        Files.delete(file);
        assertStatus(503, server, MONITORING, "Host: localhost", "Authorization: Bearer " + TOKEN);
        assertStatus(200, server, PROBES, "Host: localhost");
    }
}
