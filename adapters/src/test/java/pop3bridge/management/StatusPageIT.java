package pop3bridge.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.Counter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.pop3.Verb;

/** The status page in a headless Chromium. Pictures of it are in {@code target/status-page}. */
@Timeout(120)
class StatusPageIT {
    private static final String REQUIRED = "REQUIRE_CHROMIUM";
    private static final String TOKEN = "0123456789abcdef";
    private static final Path PICTURES = Path.of("target", "status-page");

    /** Whoever shows one of these as HTML runs its script. */
    private static final List<String> HOSTILE = List.of("<img src=x onerror=\"document.title='broken'\">",
            "<script>document.title='broken'</script>", "\"><svg onload=\"document.title='broken'\">",
            "javascript:document.title='broken'", "${document.title='broken'}", "</td></tr></table><h1>x</h1>");

    @TempDir
    Path folder;

    private Optional<Chromium> started = Optional.empty();
    private Optional<TestManagement> open = Optional.empty();

    /** Reported as aborted where it is missing, unless the environment requires it. */
    @BeforeEach
    void needsChromium() throws Exception {
        Optional<Path> executable = Chromium.find();
        String missing = "there is no Chromium: install Debian's package chromium-headless-shell or chromium";
        if (System.getenv(REQUIRED) != null) {
            assertTrue(executable.isPresent(), missing);
        }
        assumeTrue(executable.isPresent(), missing);
        started = Optional.of(new Chromium(executable.orElseThrow(), folder));
    }

    @AfterEach
    void close() {
        open.ifPresent(TestManagement::close);
        started.ifPresent(Chromium::close);
    }

    private Chromium browser() {
        return started.orElseThrow();
    }

    private TestManagement server(Optional<Path> token) throws Exception {
        TestManagement server = new TestManagement("127.0.0.1", token);
        open = Optional.of(server);
        return server;
    }

    private void show(TestManagement server) throws Exception {
        browser().open("http://127.0.0.1:" + server.port() + "/");
    }

    private String text(String selector) throws Exception {
        return String.valueOf(browser().value("document.querySelector('" + selector + "').innerText"));
    }

    private static void addProblem(TestManagement server, String text, String value) {
        server.problems.add(new Problems.Line(Instant.parse("2026-11-29T12:00:00Z"), "ERROR", text,
                List.of(Map.entry("reason", value))));
    }

    @Test
    void thePageShowsTheStateAndEndsASession() throws Exception {
        TestManagement server = server(Optional.empty());
        server.sessions.add("aaaaaaaaaaaa", "anna@example.org", 754).addNew("bbbbbbbbbbbb", 12)
                .addBusy("cccccccccccc", "fax", Verb.RETR, 95).addBusy("dddddddddddd", "scanner", Verb.PASS, 3);
        Counter.builder("pop3bridge.logins").tag("result", "ok").register(server.registry()).increment(42);
        Counter.builder("pop3bridge.commands").tag("outcome", "sys_temp").register(server.registry()).increment(2);
        addProblem(server, "store refuses requests", "clock");
        show(server);
        browser().await("document.querySelectorAll('#sessions tbody tr').length === 4");
        assertEquals("ready", text("#state"));
        assertTrue(text("#about").startsWith("1.2.3, running for "), text("#about"));
        String tiles = text("#tiles");
        for (String part : List.of("Sessions\n3\n4 connections", "Logins\n42\n", "Errors\n2\nof 2 commands",
                "Store\nup", "Lock mode\nfull", "Accounts: file\nfailing\nthe file has errors")) {
            assertTrue(tiles.contains(part), tiles);
        }
        assertTrue(text("#problems").contains("store refuses requests"), text("#problems"));
        assertTrue(text("#problems").contains("reason=clock"), text("#problems"));
        assertTrue(text("#problems").contains("check the keys"), text("#problems"));
        assertEquals("fax\t192.0.2.2\tRETR\t1 min 35 s\tcccccccccccc", text("#longest tbody tr"));
        browser().value(
                "chart(Array.from({length: 60}, (_, i) => ({logins: i % 7, loginsRefused: i % 11 ? 0 : 2, errors: i === 50 ? 3 : 0})))");
        assertEquals(180, browser().value("document.querySelectorAll('#chart rect').length"));
        assertEquals("highest: 8 a minute", text("#scale"));
        pictures("full");

        browser().value("document.querySelector('#sessions tbody tr button').click()");
        assertEquals("End the session aaaaaaaaaaaa of anna@example.org?", text("#question"));
        browser().value("document.querySelector('#no').click()");
        assertEquals(4, server.sessions.all().size());
        browser().value("document.querySelector('#sessions tbody tr button').click()");
        browser().value("document.querySelector('#yes').click()");
        browser().await("document.querySelectorAll('#sessions tbody tr').length === 3");
        assertEquals(3, server.sessions.all().size());
        assertEquals(List.of(), browser().complaints());
    }

    private void pictures(String name) throws Exception {
        for (boolean dark : new boolean[]{false, true}) {
            for (int width : new int[]{1200, 390}) {
                browser().screen(width, dark);
                assertEquals(true, browser().value("document.documentElement.scrollWidth <= innerWidth"),
                        "the page is wider than " + width);
                browser().picture(PICTURES.resolve(name + "-" + width + (dark ? "-dark" : "-light") + ".png"));
            }
        }
        browser().screen(1200, false);
    }

    @Test
    void whatComesFromOutsideStaysText() throws Exception {
        TestManagement server = server(Optional.empty());
        for (String hostile : HOSTILE) {
            server.sessions.addBusy("aaaaaaaaaaaa", hostile, Verb.RETR, 5);
            addProblem(server, "problem " + hostile, hostile);
        }
        show(server);
        browser().await("document.querySelectorAll('#sessions tbody tr').length === " + HOSTILE.size());
        for (String hostile : HOSTILE) {
            String shown = text("main");
            assertTrue(shown.contains("problem " + hostile) && shown.contains("reason=" + hostile), shown);
        }
        assertEquals(HOSTILE.getFirst(), text("#sessions tbody td"));
        assertEquals(0, browser().value("document.querySelectorAll('main img, main script, main h1').length"));
        browser().value("document.querySelector('#sessions tbody tr button').click()");
        assertTrue(text("#question").contains(HOSTILE.getFirst()), text("#question"));
        assertEquals("pop3bridge", browser().value("document.title"));
        assertEquals(List.of(), browser().complaints());
    }

    /** Were something shown as HTML after all, its script would not run. */
    @Test
    void thePolicyStopsScripts() throws Exception {
        TestManagement server = server(Optional.empty());
        show(server);
        browser().await("!document.querySelector('main').hidden");
        browser().value(
                "document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,x\" onerror=\"window.ran=1\">')");
        browser().value(
                "new Promise(done => { const image = new Image(); image.onerror = done; image.src = 'data:,y'; })");
        assertEquals("undefined", browser().value("typeof window.ran"));
        assertTrue(!browser().complaints().isEmpty());
    }

    @Test
    void thePageAsksForTheToken() throws Exception {
        TestManagement server = server(Optional.of(Files.writeString(folder.resolve("token"), TOKEN)));
        server.sessions.add("aaaaaaaaaaaa", "anna", 10);
        show(server);
        browser().await("!document.querySelector('#token').hidden");
        assertEquals(true, browser().value("document.querySelector('main').hidden"));
        browser().picture(PICTURES.resolve("token.png"));
        give("wrong");
        browser().await("document.querySelector('#banner').innerText.includes('does not accept')");
        give(TOKEN);
        browser().await("document.querySelectorAll('#sessions tbody tr').length === 1");
        assertEquals(true, browser().value("document.querySelector('#token').hidden"));
        show(server);
        browser().await("document.querySelectorAll('#sessions tbody tr').length === 1");
        browser().value("document.querySelector('#sessions tbody tr button').click()");
        browser().value("document.querySelector('#yes').click()");
        browser().await("document.querySelector('#sessions tbody').innerText === 'There are no sessions.'");
        assertEquals(List.of(), server.sessions.all());
    }

    private void give(String token) throws Exception {
        browser().value("document.querySelector('#secret').value = '" + token + "'");
        browser().value("document.querySelector('#token button').click()");
    }

    @Test
    void aServerThatIsGoneIsTold() throws Exception {
        TestManagement server = server(Optional.empty());
        show(server);
        browser().await("!document.querySelector('main').hidden");
        server.close();
        open = Optional.empty();
        browser().await("document.querySelector('#state').innerText === 'no response'");
    }
}
