package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import pop3bridge.config.ConfigException;

/** Any problem at startup is reported in exactly one line, which names the setting. */
@Timeout(60)
class StartProblemsIT {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final Path folder;
    private final Site site;
    private final Map<String, String> settings;
    private final List<HttpServer> standIns = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    StartProblemsIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
        settings = site.settings();
        settings.put("POP3BRIDGE_STORE_START_WAIT", "0s");
    }

    @BeforeEach
    void readLog() {
        log.start();
        ROOT.addAppender(log);
    }

    @AfterEach
    void close() {
        ROOT.detachAppender(log);
        standIns.forEach(server -> server.stop(0));
        site.close();
    }

    private void assertProblem(String pattern) throws IOException {
        assertProblem(CommandRun.withConfig(folder, settings, "serve"), pattern);
    }

    private void assertProblem(CommandRun run, String pattern) {
        assertTrue(run.err().matches("pop3bridge: " + pattern + "\\R"), run.err());
        assertEquals(2, run.status());
        assertEquals("", run.out());
        assertEquals(List.of(), log.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage).toList());
    }

    /** Of a bridge over the embedded store as the demo has it: {@code serve} alone is refused there. */
    private void assertStartProblem(String pattern) throws Exception {
        ConfigException refused = assertThrows(ConfigException.class, () -> site.bridge(settings));
        assertEquals(1, refused.problems().size());
        assertTrue(refused.problems().getFirst().matches(pattern), () -> refused.problems().toString());
    }

    @Test
    void noConfigFile() {
        Path file = folder.resolve("none.yaml");
        assertProblem(CommandRun.of("serve", "--config", file.toString()), file + ": no such file");
    }

    @Test
    void noBucket() throws Exception {
        settings.put("POP3BRIDGE_STORE_BUCKET", "none");
        assertProblem("store\\.bucket: there is no bucket none at http://127\\.0\\.0\\.1:\\d+");
    }

    @Test
    void nobodyListensAtTheEndpoint() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        settings.put("POP3BRIDGE_STORE_ENDPOINT", "http://127.0.0.1:" + port);
        assertProblem("store\\.endpoint: http://127\\.0\\.0\\.1:" + port + " is not available now \\(.*refused.*\\)");
    }

    @Test
    void theEndpointsNameIsUnknown() throws Exception {
        settings.put("POP3BRIDGE_STORE_ENDPOINT", "http://store.invalid");
        assertProblem("store\\.endpoint: http://store\\.invalid is not available now \\(.*store\\.invalid.*\\)");
    }

    /** Also where the start would wait for a store that is late: these do not pass by themselves. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            301 | PermanentRedirect      | | store\\.region: bucket post is in eu-west-1 \\(PUT: 301 PermanentRedirect\\)
            400 | AuthorizationHeaderMalformed | the region 'us-east-1' is wrong; expecting 'eu-west-3' | store\\.region: bucket post is in eu-west-3 \\(.*\\)
            403 | RequestTimeTooSkewed   | | clock: this machine's clock is 0 s .* the store's: correct it \\(.*\\)
            403 | InvalidAccessKeyId     | | store\\.access-key: the store does not know the access key: .*; identity: settings, access key .* \\(.*\\)
            400 | ExpiredToken           | | store\\.access-key: the session credentials have expired: .* \\(PUT: 400 ExpiredToken\\)
            403 | AccessDenied           | not authorized to perform: s3:PutObject on | store\\.access-key: these credentials lack permission to list, .* of bucket post \\(s3:PutObject is denied: .*\\)
            404 | NoSuchBucket           | | store\\.bucket: there is no bucket post at http://.*
            400 | KMS.DisabledException  | | store\\.bucket: the KMS key is disabled: enable it \\(.*\\)
            403 | AccessDenied           | not authorized to perform: kms:GenerateDataKey on | store\\.bucket: kms:GenerateDataKey is denied: .*
            """)
    @Timeout(20)
    void aRefusalNamesWhatToChange(int status, String code, String text, String pattern) throws Exception {
        settings.put("POP3BRIDGE_STORE_START_WAIT", "1h");
        answers(status, "<Error><Code>" + code + "</Code><Message>" + text + "</Message></Error>");
        assertProblem(pattern);
    }

    @ParameterizedTest
    @CsvSource({"503, SlowDown", "503, ServiceUnavailable", "500, InternalError"})
    void aStoreThatStaysLateEndsTheStart(int status, String code) throws Exception {
        settings.put("POP3BRIDGE_STORE_START_WAIT", "2s");
        answers(status, "<Error><Code>" + code + "</Code></Error>");
        long begin = System.nanoTime();
        assertProblem(
                "store\\.endpoint: http://127\\.0\\.0\\.1:\\d+ is not available now \\(PUT: " + status + " " + code
                        + "\\)");
        assertTrue(Duration.ofNanos(System.nanoTime() - begin).compareTo(Duration.ofSeconds(2)) >= 0);
    }

    private void answers(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                if (status == 301) {
                    exchange.getResponseHeaders().set("x-amz-bucket-region", "eu-west-1");
                }
                exchange.getResponseHeaders().set("Content-Type", "application/xml");
                byte[] octets = body.getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(status, octets.length);
                exchange.getResponseBody().write(octets);
            }
        });
        server.start();
        settings.put("POP3BRIDGE_STORE_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
        standIns.add(server);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 404, 405, 500})
    void theEndpointIsAWebServer(int status) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] page = "<html><body>Welcome</body></html>".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(status, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
        settings.put("POP3BRIDGE_STORE_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
        assertProblem("store\\.endpoint: .*");
        server.stop(0);
    }

    /** The embedded store checks conditions and writes later: one of the races shows it. */
    @Test
    void aStoreThatCannotHoldLocks() throws Exception {
        assertProblem("store\\.endpoint: http://127\\.0\\.0\\.1:\\d+ cannot hold locks: it fails the check"
                + " \"lets exactly one of 8 racing writers replace a version\" \\([2-8] of 8 won in round \\d+\\)"
                + "; without it, two sessions could hold one maildrop at the same time\\. All checks: pop3bridge check");
    }

    @Test
    void aWrongSecret() throws Exception {
        settings.put("POP3BRIDGE_STORE_SECRET_KEY", "guess");
        assertProblem(
                "store\\.access-key: the secret key does not match the access key, .* \\(PUT: 403 SignatureDoesNotMatch(, request \\w+)?\\)");
    }

    @Test
    void aWrongAccessKey() throws Exception {
        settings.put("POP3BRIDGE_STORE_ACCESS_KEY", "guess");
        assertProblem(
                "store\\.access-key: the store does not know the access key: .* \\(PUT: 403 InvalidAccessKeyId(, request \\w+)?\\)");
    }

    @Test
    void noUsersFile() throws Exception {
        Path file = folder.resolve("none");
        settings.put("POP3BRIDGE_USERS_FILE", file.toString());
        assertProblem("users\\.file: " + file + ": no such file: create it, or set another path");
    }

    @Test
    void aMalformedUsersFile() throws Exception {
        Path file = Files.writeString(folder.resolve("malformed"), "anna:" + Site.HASH + "\nbert\n");
        settings.put("POP3BRIDGE_USERS_FILE", file.toString());
        assertProblem("users\\.file: " + file + ": line 2: missing ':' after the user name: .*");
    }

    @Test
    void thePortOfPop3IsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings.put("POP3BRIDGE_POP3_LISTEN", "127.0.0.1:" + taken.getLocalPort());
            assertStartProblem("pop3\\.listen: 127\\.0\\.0\\.1:" + taken.getLocalPort() + ": .*in use.*");
        }
    }

    @Test
    void thePortOfTheManagementIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings.put("POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:" + taken.getLocalPort());
            assertStartProblem("management\\.listen: 127\\.0\\.0\\.1:" + taken.getLocalPort() + ": .*in use.*");
        }
    }

    @Test
    void notAnAddressOfThisMachine() throws Exception {
        settings.put("POP3BRIDGE_POP3_LISTEN", "192.0.2.1:1110");
        assertStartProblem("pop3\\.listen: 192\\.0\\.2\\.1:1110: .+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve --no-such-option", "serve --config", "frobnicate", "demo --port many", "users",
            "users add", "users test",
            "hash --scheme MD5", "users add --scheme SHA anna", ""})
    void aWrongCommandLine(String arguments) {
        CommandRun run = CommandRun.of(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertEquals(2, run.status());
        assertTrue(run.err().contains("Usage: pop3bridge"), run.err());
        assertTrue(run.err().lines().noneMatch(line -> line.startsWith("\tat ")), run.err());
        assertEquals("", run.out());
    }

    @Test
    void aCommandThatDoesNotExistIsNamed() {
        assertEquals("unknown command: frobnicate", CommandRun.of("frobnicate").err().lines().findFirst().orElse(""));
        assertEquals("unknown command: frobnicate",
                CommandRun.of("users", "frobnicate").err().lines().findFirst().orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "serve --help", "demo -h", "hash --help", "users --help", "users add --help",
            "users passwd -h", "users remove -h", "users list -h", "users test -h"})
    void help(String arguments) {
        CommandRun run = CommandRun.of(arguments.split(" "));
        assertEquals(0, run.status());
        assertTrue(run.out().startsWith("Usage: pop3bridge"), run.out());
        assertEquals("", run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "serve -V"})
    void version(String arguments) {
        CommandRun run = CommandRun.of(arguments.split(" "));
        assertEquals(0, run.status());
        assertTrue(run.out().matches("pop3bridge \\S+\\R"), run.out());
    }

    @Test
    void aDemoWhoseDataCannotBeKept() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertProblem(
                CommandRun.of("demo", "--port", "0", "--tls-port", "0", "--management-port", "0", "--data",
                        file.toString()),
                "--data: cannot be used: .*");
    }

    @Test
    void aDemoWhosePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertProblem(
                    CommandRun.of("demo", "--port", Integer.toString(taken.getLocalPort()), "--tls-port", "0",
                            "--management-port", "0"),
                    "--port: 127\\.0\\.0\\.1:" + taken.getLocalPort() + ": .*in use.*");
        }
    }
}
