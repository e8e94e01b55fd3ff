package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole bridge, and operators who see and end its sessions with {@code sessions} and {@code kick}. */
@Timeout(60)
class ManagementIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String FAREWELL = "-ERR [SYS/TEMP] session was ended by an operator, try again later";

    private final Path folder;
    private final Site site;
    private final Path token;
    private final Bridge bridge;
    private final String url;

    ManagementIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
        site.deliver("m1", "one\n");
        token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("POP3BRIDGE_MANAGEMENT_TOKEN_FILE", token.toString());
        bridge = site.bridge(settings);
        url = Site.management(bridge);
    }

    @AfterEach
    void close() {
        bridge.stop();
        site.close();
    }

    private Pop3Client login(String user) throws Exception {
        Pop3Client client = new Pop3Client(bridge.pop3().getFirst());
        assertEquals("+OK", client.login(user, Site.PASSWORD).substring(0, 3));
        return client;
    }

    private CommandRun run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 4);
        System.arraycopy(new String[]{"--url", url, "--token-file", token.toString()}, 0, all, arguments.length, 4);
        return CommandRun.of(all);
    }

    private JsonObject status() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(URI.create(url + "/status"))
                    .header("Authorization", "Bearer " + TOKEN).build(), BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            return new JsonObject(response.body());
        }
    }

    @Test
    void sessionsAreListed() throws Exception {
        CommandRun nobody = run("sessions");
        assertEquals(0, nobody.status(), nobody.err());
        assertEquals("Sessions: 0", nobody.out().strip());
        try (Pop3Client anna = login("anna"); Pop3Client unknown = new Pop3Client(bridge.pop3().getFirst())) {
            CommandRun run = run("sessions");
            List<String> lines = run.out().lines().toList();
            assertEquals(4, lines.size(), run.out());
            assertTrue(lines.getFirst()
                    .matches("USER +CLIENT +LOGIN +TLS +MESSAGES +AGE +NOW +SESSION"), run.out());
            assertTrue(lines.get(1).matches("anna +127\\.0\\.0\\.1 +PASS +off +1 +\\S+ +waiting \\S+ +[0-9a-f]{12}"),
                    run.out());
            assertTrue(lines.get(2).matches("- +127\\.0\\.0\\.1 +- +off +0 +\\S+ +waiting \\S+ +[0-9a-f]{12}"),
                    run.out());
            assertEquals("Sessions: 2", lines.getLast());
            JsonObject json = new JsonObject(run("sessions", "--json").out());
            assertEquals("anna", json.getJsonArray("sessions").getJsonObject(0).getString("user"));
            assertEquals("+OK", anna.command("NOOP").substring(0, 3));
            assertEquals("+OK", unknown.command("QUIT").substring(0, 3));
        }
    }

    /** Java's client asks for HTTP/2. */
    @Test
    void theManagementPortSpeaksHttp11() throws Exception {
        assertEquals(HttpClient.Version.HTTP_1_1, Site.get(bridge, "/livez").version());
    }

    @Test
    void sessionsAreEnded() throws Exception {
        try (Pop3Client anna = login("anna"); Pop3Client bert = login("bert")) {
            anna.command("DELE 1");
            String id = new JsonObject(run("sessions", "--json").out()).getJsonArray("sessions").getJsonObject(0)
                    .getString("id");
            CommandRun one = run("kick", id);
            assertEquals(0, one.status(), one.err());
            assertEquals("Sessions ending: 1", one.out().strip());
            assertEquals(FAREWELL, anna.line());
            assertEquals(0, anna.rest().length);
            assertEquals("+OK", bert.command("NOOP").substring(0, 3));
            assertEquals("Sessions ending: 1", run("kick", "--user", "bert").out().strip());
            assertEquals(FAREWELL, bert.line());
        }
        CommandRun nobody = run("kick", "--user", "bert & co/?#");
        assertEquals(1, nobody.status());
        assertEquals("There is no such session.", nobody.out().strip());
        assertEquals(1, run("kick", "000000000000").status());
        assertEquals(List.of("m1"), site.mail());
    }

    @Test
    void aListIsWatchedUntilItIsInterrupted() throws Exception {
        java.io.StringWriter out = new java.io.StringWriter();
        Thread watching = Thread.ofVirtual().start(() -> pop3bridge.cli.Commands.commandLine()
                .setOut(new java.io.PrintWriter(out)).setErr(new java.io.PrintWriter(new java.io.StringWriter()))
                .execute("sessions", "--watch", "--json", "--url", url, "--token-file", token.toString()));
        while (out.toString().lines().count() < 2) {
            assertTrue(watching.isAlive(), out::toString);
            Thread.onSpinWait();
        }
        watching.interrupt();
        watching.join();
        assertEquals(0, new JsonObject(out.toString().lines().findFirst().orElseThrow()).getInteger("total"));
    }

    @Test
    void aUserIsTraced() throws Exception {
        java.io.StringWriter out = new java.io.StringWriter();
        Thread tracing = Thread.ofVirtual().start(() -> pop3bridge.cli.Commands.commandLine()
                .setOut(new java.io.PrintWriter(out)).setErr(new java.io.PrintWriter(new java.io.StringWriter()))
                .execute("trace", "anna", "--for", "20s", "--url", url, "--token-file", token.toString()));
        await(tracing, out, "Tracing anna for 20s; Ctrl-C ends it.");
        try (Pop3Client anna = login("anna"); Pop3Client bert = login("bert")) {
            bert.command("STAT");
            anna.lines("RETR 1");
            anna.command("QUIT");
        }
        await(tracing, out, "session ended: quit");
        tracing.interrupt();
        tracing.join();
        List<String> lines = out.toString().lines().map(line -> line.replaceFirst("^\\S+Z [0-9a-f]{12} ", ""))
                .toList();
        assertEquals(List.of("Tracing anna for 20s; Ctrl-C ends it.", "-- connected from 127.0.0.1",
                "S: +OK pop3bridge ready", "C: USER anna", "S: +OK send PASS", "C: PASS ***", "S: +OK 1 messages",
                "C: RETR 1", "S: +OK 5 octets", "S: ... 5 octets", "S: .", "C: QUIT",
                "S: +OK bye, 0 messages deleted", "-- session ended: quit"), lines);
    }

    private static void await(Thread command, java.io.StringWriter out, String text) {
        while (!out.toString().contains(text)) {
            assertTrue(command.isAlive(), out::toString);
            Thread.onSpinWait();
        }
    }

    @Test
    void aTraceEndsAfterItsTime() {
        CommandRun run = run("trace", "anna", "--for", "1s");
        assertEquals(0, run.status(), run.err());
        assertEquals(List.of("Tracing anna for 1s; Ctrl-C ends it.", "The time is over."), run.out().lines().toList());
        assertEquals(List.of("{\"user\":\"anna\",\"seconds\":1}", "{\"end\":\"time\"}"),
                run("trace", "anna", "--for", "1s", "--json").out().lines().toList());
        for (String wrong : List.of("0s", "25h", "10", "soon")) {
            CommandRun refused = run("trace", "anna", "--for", wrong);
            assertEquals(2, refused.status());
            assertTrue(refused.err().contains("'" + wrong + "' is not a time from 1s to 24h"), refused.err());
        }
        assertEquals(2, run("trace", "").status());
    }

    @Test
    void aServerThatStopsEndsItsTraces() throws Exception {
        java.io.StringWriter out = new java.io.StringWriter();
        java.io.StringWriter err = new java.io.StringWriter();
        Thread tracing = Thread.ofVirtual().start(() -> pop3bridge.cli.Commands.commandLine()
                .setOut(new java.io.PrintWriter(out)).setErr(new java.io.PrintWriter(err))
                .execute("trace", "anna", "--url", url, "--token-file", token.toString()));
        await(tracing, out, "Tracing anna for 10m0s");
        bridge.stop();
        tracing.join();
        assertEquals("pop3bridge: the server ended the trace before its time; check that it is still running",
                err.toString().strip());
    }

    @Test
    void theLevelOfTheLogIsChanged() {
        String logger = "pop3bridge.example";
        assertEquals(logger + ": info", run("log-level", "--logger", logger).out().strip());
        assertEquals(logger + ": debug", run("log-level", "--logger", logger, "debug").out().strip());
        assertTrue(org.slf4j.LoggerFactory.getLogger(logger + ".below").isDebugEnabled());
        assertEquals("pop3bridge: info", run("log-level").out().strip());
        CommandRun wrong = run("log-level", "loud");
        assertEquals(2, wrong.status());
        assertTrue(wrong.err().contains("LEVEL"), wrong.err());
        assertEquals(2, run("log-level", "--logger", "a b").status());
    }

    @Test
    void whoHasNoTokenIsToldSo() throws Exception {
        CommandRun without = CommandRun.of("sessions", "--url", url);
        assertEquals(2, without.status());
        assertEquals("pop3bridge: " + url + " needs a token; set management.token-file, or use --token-file",
                without.err().strip());
        CommandRun wrong = CommandRun.of("kick", "--url", url, "--token-file",
                Files.writeString(folder.resolve("other"), "fedcba9876543210").toString(), "000000000000");
        assertEquals(2, wrong.status());
        assertEquals("pop3bridge: " + url + " does not accept this token; check management.token-file, or --token-file",
                wrong.err().strip());
        assertTrue(status().getJsonArray("problems").encode().contains("management request with a wrong token refused"),
                status().encode());
    }

    @Test
    void aServerThatIsNotThereIsTold() throws Exception {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:1");
        CommandRun run = CommandRun.withConfig(folder, settings, "sessions");
        assertEquals(2, run.status());
        assertTrue(run.err().startsWith("pop3bridge: http://127.0.0.1:1 does not respond ("), run.err());
        settings.put("POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:0");
        CommandRun picked = CommandRun.withConfig(folder, settings, "sessions");
        assertTrue(picked.err().startsWith("pop3bridge: management.listen: 127.0.0.1:0: the server picks a port"),
                picked.err());
    }

    @Test
    void theSettingsFindTheServer() throws Exception {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("POP3BRIDGE_MANAGEMENT_LISTEN", "0.0.0.0:" + URI.create(url).getPort());
        settings.put("POP3BRIDGE_MANAGEMENT_TOKEN_FILE", token.toString());
        CommandRun run = CommandRun.withConfig(folder, settings, "sessions");
        assertEquals(0, run.status(), run.err());
        assertEquals("Sessions: 0", run.out().strip());
    }

    @Test
    void theStatusCountsWhatHappens() throws Exception {
        try (Pop3Client client = login("anna"); Pop3Client other = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("-ERR [AUTH]", other.login("anna", "guess").substring(0, 11));
            client.lines("RETR 1");
            JsonObject status = status();
            assertEquals(new JsonObject("{\"open\": 2, \"loggedIn\": 1}"), status.getJsonObject("sessions"));
            JsonObject minute = status.getJsonObject("lastMinute");
            assertEquals(1, minute.getInteger("logins"));
            assertEquals(1, minute.getInteger("loginsRefused"));
            assertTrue(minute.getInteger("storeRequests") > 0, minute.encode());
            assertTrue(minute.getDouble("storeMillis") > 0, minute.encode());
            assertEquals(0, minute.getInteger("errors"));
            assertTrue(status.getJsonObject("store").getBoolean("up"));
        }
    }

    @Test
    void filesAreReadAgainWhenAsked() throws Exception {
        Path users = folder.resolve("users");
        Files.writeString(users, Files.readString(users).replace("bert:", "carl:"));
        bridge.reload();
        login("carl").close();
        Files.writeString(users, "nonsense\n");
        bridge.reload();
        assertTrue(status().getJsonArray("problems").encode().contains("users file has errors"), status().encode());
        login("carl").close();
    }
}
