package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import pop3bridge.deploy.MetricsTable.Label;
import pop3bridge.deploy.MetricsTable.Metric;

/** Alerts and dashboard ask for metrics that exist, and each alert is explained. Prometheus checks the queries themselves. */
class MonitoringTest {
    private static final Path MONITORING = Path.of("../deploy/monitoring");
    private static final Path OPERATIONS = Path.of("../deploy/docs/operations.md");
    private static final Pattern METRIC = Pattern.compile("\\b(pop3bridge_\\w+)(?:\\{([^}]*)\\})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(?:=|!=|=~|!~)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern ALERT_HEADING = Pattern.compile("(?m)^### (Pop3bridge\\w+)$");

    /** What Prometheus adds, and the limits of a histogram's buckets. */
    private static final Set<String> FOREIGN = Set.of("job", "instance", "le");

    private final MetricsTable table = MetricsTable.read();
    private final List<Map<?, ?>> alerts = alerts();
    private final JsonObject dashboard = new JsonObject(
            Files.readString(MONITORING.resolve("grafana/pop3bridge.json")));

    MonitoringTest() throws IOException {}

    private static Map<?, ?> yaml(String file) throws IOException {
        return (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(MONITORING.resolve(file)));
    }

    private static Object get(Map<?, ?> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private static List<Map<?, ?>> maps(Map<?, ?> map, String key) {
        return ((List<?>) get(map, key)).stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
    }

    private static List<Map<?, ?>> alerts() throws IOException {
        return maps(yaml("prometheus/alerts.yaml"), "groups").stream()
                .flatMap(group -> maps(group, "rules").stream()).toList();
    }

    private static String name(Map<?, ?> alert) {
        return String.valueOf(get(alert, "alert"));
    }

    private List<JsonObject> panels() {
        return dashboard.getJsonArray("panels").stream().map(JsonObject.class::cast).toList();
    }

    private static List<String> queries(JsonObject panel) {
        return panel.getJsonArray("targets").stream().map(target -> ((JsonObject) target).getString("expr")).toList();
    }

    private List<JsonObject> graphs() {
        return panels().stream().filter(panel -> !panel.getString("type").equals("row")).toList();
    }

    @Test
    void alertsAndDashboardAskForWhatExists() {
        List<String> queries = Stream.concat(alerts.stream().map(alert -> String.valueOf(get(alert, "expr"))),
                graphs().stream().flatMap(panel -> queries(panel).stream())).toList();
        assertEquals(List.of(), queries.stream().flatMap(query -> faults(query).stream()).toList());
        assertTrue(queries.size() > 50, queries.size() + " queries");
    }

    private List<String> faults(String query) {
        List<String> faults = new ArrayList<>();
        Set<String> known = new HashSet<>(FOREIGN);
        for (MatchResult named : METRIC.matcher(query).results().toList()) {
            Optional<Metric> metric = table.ofSeries(named.group(1));
            if (metric.isEmpty()) {
                faults.add("there is no metric " + named.group(1));
            } else {
                known.addAll(metric.get().labels().keySet());
                MATCHER.matcher(Optional.ofNullable(named.group(2)).orElse("")).results()
                        .filter(matcher -> !matches(metric.get(), matcher.group(1), matcher.group(2)))
                        .forEach(matcher -> faults.add(named.group() + ": " + matcher.group()));
            }
        }
        if (METRIC.matcher(query).find()) {
            GROUPING.matcher(query).results().flatMap(by -> Stream.of(by.group(1).split(", ?", -1)))
                    .filter(label -> !label.isEmpty() && !known.contains(label))
                    .forEach(label -> faults.add(query + " has no label " + label));
        }
        return faults;
    }

    private static boolean matches(Metric metric, String label, String values) {
        Optional<Label> documented = Optional.ofNullable(metric.labels().get(label));
        return documented.map(its -> Stream.of(values.split("\\|", -1)).allMatch(its::allows))
                .orElse(FOREIGN.contains(label));
    }

    @Test
    void everyAlertIsExplained() throws IOException {
        Set<String> explained = ALERT_HEADING.matcher(Files.readString(OPERATIONS)).results()
                .map(heading -> heading.group(1)).collect(Collectors.toCollection(TreeSet::new));
        Set<String> names = alerts.stream().map(MonitoringTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(names, explained);
        for (Map<?, ?> alert : alerts) {
            assertEquals("docs/operations.md#" + name(alert).toLowerCase(Locale.ROOT),
                    get((Map<?, ?>) get(alert, "annotations"), "runbook_url"));
        }
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
        List<Map<?, ?>> cases = maps(yaml("prometheus/alerts_test.yaml"), "tests").stream()
                .flatMap(test -> maps(test, "alert_rule_test").stream()).toList();
        for (Map<?, ?> alert : alerts) {
            Set<Boolean> fires = cases.stream().filter(its -> name(alert).equals(its.get("alertname")))
                    .map(its -> !((List<?>) get(its, "exp_alerts")).isEmpty()).collect(Collectors.toSet());
            assertEquals(Set.of(true, false), fires, name(alert));
        }
    }

    @Test
    void panelsDoNotOverlapAndAreExplained() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonObject panel : panels()) {
            assertTrue(ids.add(panel.getInteger("id")), panel.getString("title"));
            JsonObject place = panel.getJsonObject("gridPos");
            int right = place.getInteger("x") + place.getInteger("w");
            assertTrue(right <= 24, panel.getString("title"));
            for (int x = place.getInteger("x"); x < right; x++) {
                for (int y = place.getInteger("y"); y < place.getInteger("y") + place.getInteger("h"); y++) {
                    assertTrue(cells.add(x + " " + y), panel.getString("title"));
                }
            }
        }
        for (JsonObject panel : graphs()) {
            assertTrue(!queries(panel).isEmpty(), panel.getString("title"));
        }
    }
}
