package pop3bridge.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of metrics in {@code deploy/docs/operations.md}. */
final class MetricsTable {
    private static final Path OPERATIONS = Path.of("../deploy/docs/operations.md");
    private static final Pattern LABEL = Pattern.compile("`(\\w+)`(?:: ([^;]*))?(?:; |$)");
    private static final Pattern VALUE = Pattern.compile("`([\\w.]+)`");

    /** What a time series of these types is called beside the name of its metric. */
    private static final List<String> PARTS = List.of("_bucket", "_count", "_sum", "_max");

    /** The values that a label may have; empty if any. */
    record Label(Set<String> values) {
        boolean allows(String value) {
            return values.isEmpty() || values.contains(value);
        }
    }

    /** A row. */
    record Metric(String type, Map<String, Label> labels) {
        boolean hasParts() {
            return type.equals("histogram") || type.equals("summary");
        }
    }

    private final Map<String, Metric> metrics;

    private MetricsTable(Map<String, Metric> metrics) {
        this.metrics = metrics;
    }

    static MetricsTable read() throws IOException {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        Files.readString(OPERATIONS).lines().filter(line -> line.startsWith("| `pop3bridge_")).forEach(line -> {
            String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
            Metric before = metrics.put(cells[0].strip().replace("`", ""),
                    new Metric(cells[1].strip(), labels(cells[2].strip())));
            if (before != null) {
                throw new IllegalStateException("twice: " + line);
            }
        });
        return new MetricsTable(metrics);
    }

    private static Map<String, Label> labels(String cell) {
        return LABEL.matcher(cell).results().collect(Collectors.toMap(label -> label.group(1),
                label -> new Label(values(Optional.ofNullable(label.group(2)).orElse("")))));
    }

    private static Set<String> values(String text) {
        return text.contains("…")
                ? Set.of()
                : VALUE.matcher(text).results().map(value -> value.group(1)).collect(Collectors.toSet());
    }

    Map<String, Metric> metrics() {
        return metrics;
    }

    /** The metric that a time series belongs to. */
    Optional<Metric> ofSeries(String name) {
        return Optional.ofNullable(metrics.get(name)).or(() -> PARTS.stream().filter(name::endsWith)
                .flatMap(part -> Stream.ofNullable(metrics.get(name.substring(0, name.length() - part.length()))))
                .filter(Metric::hasParts).findFirst());
    }
}
