package pop3bridge.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.s3.http.RequestMetrics;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.metrics.MetricCollector;

/** The calculator of the documentation in a headless Chromium, compared with the figures and with the prices that the server uses. */
@Timeout(120)
class CapacityPageIT {
    private static final Path DOCUMENTS = Path.of("..", "deploy", "docs").toAbsolutePath().normalize();
    private static final Path PICTURES = Path.of("target", "status-page");
    private static final double TOLERANCE = 0.1;

    /** A row about sessions in the figures: RETR alone or with DELE, messages, their size and CPU. */
    private static final Pattern MEASURED = Pattern
            .compile("\\| RETR (and DELE )?of (?:(\\d+) messages of )?(\\d+) ([KM])iB, \\d+ clients? \\| pop3bridge"
                    + " \\| ([\\d.]+) ms \\|");

    @TempDir
    Path folder;

    private Optional<Chromium> started = Optional.empty();

    @BeforeEach
    void openPage() throws Exception {
        Optional<Path> executable = Chromium.find();
        String missing = "there is no Chromium: install Debian's package chromium-headless-shell or chromium";
        if (System.getenv("REQUIRE_CHROMIUM") != null) {
            assertTrue(executable.isPresent(), missing);
        }
        assumeTrue(executable.isPresent(), missing);
        Chromium browser = new Chromium(executable.orElseThrow(), folder);
        started = Optional.of(browser);
        browser.open(DOCUMENTS.resolve("capacity.html").toUri().toString());
    }

    @AfterEach
    void close() {
        started.ifPresent(Chromium::close);
    }

    private String value(String expression) throws Exception {
        return String.valueOf(started.orElseThrow().value(expression));
    }

    private static JsonObject load(int messages, int left, boolean deletes) {
        return new JsonObject().put("peak", 60).put("month", 1000).put("messages", messages).put("kibibytes", 30)
                .put("left", left)
                .put("simultaneous", 0).put("deletes", deletes).put("tls", false);
    }

    private JsonObject plan(JsonObject load) throws Exception {
        return new JsonObject(value("JSON.stringify(plan(" + load.encode() + "))"));
    }

    private Map<String, Object> requests(int messages, int left, boolean deletes) throws Exception {
        return plan(load(messages, left, deletes)).getJsonObject("session").getMap();
    }

    /** The same as {@code CostTest} and the figures. */
    @Test
    void sessionsCostTheRequestsThatTheServerMakes() throws Exception {
        assertEquals(Map.of("ListObjectsV2", 1), requests(0, 0, true));
        assertEquals(Map.of("PutObject", 1, "ListObjectsV2", 1, "GetObject", 0, "DeleteObject", 1),
                requests(0, 10, false));
        assertEquals(Map.of("PutObject", 1, "ListObjectsV2", 3, "GetObject", 0, "DeleteObject", 1),
                requests(0, 2001, false));
        assertEquals(Map.of("PutObject", 2, "ListObjectsV2", 1, "GetObject", 10, "DeleteObjects", 1, "DeleteObject", 1),
                requests(10, 0, true));
        assertEquals(
                Map.of("PutObject", 2, "ListObjectsV2", 1, "GetObject", 1000, "DeleteObjects", 1, "DeleteObject", 1),
                requests(1000, 0, true));
    }

    @Test
    void pricesAreThoseOfTheMetric() throws Exception {
        JsonObject dollars = new JsonObject(value("JSON.stringify(known.dollars)"));
        assertEquals(5, dollars.size());
        for (String operation : dollars.fieldNames()) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            MetricCollector call = MetricCollector.create("ApiCall");
            call.reportMetric(CoreMetric.OPERATION_NAME, operation);
            MetricCollector attempt = call.createChild("ApiCallAttempt");
            attempt.reportMetric(HttpMetric.HTTP_STATUS_CODE, 200);
            attempt.reportMetric(CoreMetric.SERVICE_CALL_DURATION, Duration.ofMillis(1));
            new RequestMetrics(registry).publish(call.collect());
            assertEquals(registry.get("pop3bridge.s3.cost").counter().count(), dollars.getDouble(operation), 1e-12,
                    operation);
        }
    }

    @Test
    void processorTimeIsThatOfTheFigures() throws Exception {
        String figures = Files.readString(DOCUMENTS.resolve("figures.md"));
        assertTrue(figures.contains("| poll of an empty maildrop, 32 clients | pop3bridge | "
                + plan(load(0, 0, true)).getDouble("milliseconds") + " ms |"));
        List<MatchResult> rows = MEASURED.matcher(figures).results().toList();
        assertEquals(3, rows.size());
        for (MatchResult row : rows) {
            double measured = Double.parseDouble(row.group(5));
            int messages = row.group(2) == null ? 1 : Integer.parseInt(row.group(2));
            JsonObject load = load(messages, 0, row.group(1) != null).put("kibibytes",
                    Integer.parseInt(row.group(3)) * (row.group(4).equals("M") ? 1024 : 1));
            assertEquals(measured, plan(load).getDouble("milliseconds"), measured * TOLERANCE, row.group());
        }
    }

    @Test
    void memoryIsTwiceTheHeapOfTheFigures() throws Exception {
        double kibibytes = Double.parseDouble(value("known.memoryMebibytes.session * 1024"));
        assertTrue(Files.readString(DOCUMENTS.resolve("figures.md")).contains("| logged in, one message | 13.1 KiB |"));
        assertEquals(2 * 13.1, kibibytes, 1);
    }

    @Test
    void thePeakDecidesOnCoresAndTheMonthOnThePrice() throws Exception {
        JsonObject usual = plan(load(1, 0, true));
        JsonObject busier = plan(load(1, 0, true).put("peak", 60_000_000));
        assertEquals(usual.getDouble("milliseconds") / 1000, usual.getDouble("cores"), 1e-12);
        assertEquals(1e6 * usual.getDouble("cores"), busier.getDouble("cores"), 1e-6);
        assertTrue(busier.getInteger("replicas") > usual.getInteger("replicas"));
        assertEquals(usual.getDouble("dollars"), busier.getDouble("dollars"));
        assertEquals(usual.put("requests", 12000).put("dollars", 2 * usual.getDouble("dollars")),
                plan(load(1, 0, true).put("month", 2000)));
    }

    @Test
    void thePageShowsThePlan() throws Exception {
        assertEquals("2", value("document.querySelector('#replicas').innerText"));
        assertEquals("18,000,000", value("document.querySelector('#requests').innerText"));
        assertEquals("$46.20", value("document.querySelector('#dollars').innerText"));
        value("form.messages.value = 0, form.dispatchEvent(new Event('input'))");
        assertEquals("3,000,000", value("document.querySelector('#requests').innerText"));
        assertEquals("$15.00", value("document.querySelector('#dollars').innerText"));
        assertEquals(List.of(), started.orElseThrow().complaints());
        Files.createDirectories(PICTURES);
        for (boolean dark : new boolean[]{false, true}) {
            started.orElseThrow().screen(390, dark);
            assertEquals("true", value("document.documentElement.scrollWidth <= innerWidth"));
            started.orElseThrow().picture(PICTURES.resolve("capacity-" + (dark ? "dark" : "light") + ".png"));
        }
    }
}
