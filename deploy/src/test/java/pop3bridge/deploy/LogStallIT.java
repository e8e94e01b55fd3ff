package pop3bridge.deploy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} in a process of its own whose log cannot be written. */
@Timeout(120)
class LogStallIT {
    private static final String LOST = "pop3bridge_log_lines_lost_total";

    private final Site site;

    LogStallIT(@TempDir Path folder) throws Exception {
        site = new Site(folder);
        site.deliver("m1", "one\n");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Serve serve(Redirect errors) throws Exception {
        Map<String, String> settings = site.settings();
        settings.put("POP3BRIDGE_LOCK_UNSAFE_SINGLE_INSTANCE", "true");
        return new Serve(settings, new Serve.Start("", errors));
    }

    private static void session(Serve serve) throws Exception {
        try (Pop3Client client = new Pop3Client(serve.pop3())) {
            assertEquals("+OK 1 messages", client.login("anna", Site.PASSWORD));
            assertEquals(1, client.lines("RETR 1").size());
            assertTrue(client.command("QUIT").startsWith("+OK"));
            client.rest();
        }
    }

    private static void logEverything(Serve serve) throws Exception {
        assertEquals(200, serve.management(HttpRequest.newBuilder().PUT(BodyPublishers.noBody()),
                "/log-level?logger=ROOT&level=TRACE").statusCode());
    }

    private static void sessionsUntilLinesAreLost(Serve serve) throws Exception {
        while (serve.metric(LOST) == 0) {
            session(serve);
        }
        session(serve);
    }

    @Test
    void sessionsGoOnWhileNobodyReadsTheLog() throws Exception {
        Serve serve = serve(Redirect.PIPE);
        logEverything(serve);
        sessionsUntilLinesAreLost(serve);
        try (BufferedReader errors = serve.process().errorReader()) {
            String line = errors.readLine();
            while (!line.contains("lines of the log were lost lines=")) {
                line = errors.readLine();
            }
            Thread.ofPlatform().daemon().start(() -> errors.lines().forEach(_ -> {}));
            serve.stop();
        }
    }

    @Test
    void aServerWhoseLogNobodyReadsStopsInTime() throws Exception {
        Serve serve = serve(Redirect.PIPE);
        logEverything(serve);
        sessionsUntilLinesAreLost(serve);
        serve.process().toHandle().destroy();
        assertTrue(serve.process().waitFor(20, SECONDS));
        assertEquals(0, serve.process().exitValue());
    }

    @Test
    void sessionsGoOnWhileTheDiskIsFull() throws Exception {
        Serve serve = serve(Redirect.to(new File("/dev/full")));
        session(serve);
        assertTrue(serve.metric(LOST) > 0);
        serve.stop();
    }
}
