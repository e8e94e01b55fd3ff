package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.deploy.MetricsTable.Metric;
import pop3bridge.tls.SelfSigned;

/** The documented metrics are those that a server has. */
class S3ProxyMetricsIT {
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (pop3bridge_\\w+) (\\w+)$");
    private static final Pattern SERIES = Pattern.compile("(?m)^(pop3bridge_\\w+?)(?:\\{(.*)\\})? [^ ]+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** Their time series appear with their first event, or with the setting that they are about. */
    private static final Set<String> LATER = Set.of("pop3bridge_commands_total", "pop3bridge_s3_requests_total",
            "pop3bridge_accounts_source_up", "pop3bridge_accounts_request_duration_seconds");

    private final MetricsTable table = MetricsTable.read();
    private final Site site;
    private final Bridge bridge;
    private final String metrics;

    S3ProxyMetricsIT(@TempDir Path folder) throws Exception {
        site = new Site(folder);
        Map<String, String> settings = new HashMap<>(site.settings());
        Path certificate = folder.resolve("certificate.pem");
        SelfSigned.write(certificate);
        settings.put("POP3BRIDGE_TLS_CERTIFICATE", certificate.toString());
        settings.put("POP3BRIDGE_LMTP_LISTEN", "127.0.0.1:0");
        settings.put("POP3BRIDGE_LMTP_UNVERIFIED_RECIPIENTS", "reject");
        settings.put("POP3BRIDGE_MAIL_ENCRYPTION", "kms");
        settings.put("POP3BRIDGE_STORE_EVENTS_QUEUE", "http://127.0.0.1:1/queue");
        settings.put("POP3BRIDGE_ACCOUNTS_SOURCES", "file,http");
        settings.put("POP3BRIDGE_ACCOUNTS_HTTP_URL", "http://localhost:1/");
        bridge = site.bridge(settings);
        site.deliver("m1", "one\n");
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            client.login("anna", Site.PASSWORD);
            client.lines("RETR 1");
            client.command("QUIT");
            client.rest();
        }
        metrics = Site.get(bridge, "/metrics").body();
    }

    @AfterEach
    void stop() {
        assertEquals(0, bridge.stop());
        site.close();
    }

    @Test
    void theTableHasEveryMetricWithItsType() {
        Map<String, String> documented = new TreeMap<>();
        table.metrics().forEach((name, metric) -> {
            documented.put(name, metric.type());
            if (metric.hasParts()) {
                documented.put(name + "_max", "gauge");
            }
        });
        Map<String, String> exposed = new TreeMap<>();
        TYPE.matcher(metrics).results().forEach(type -> exposed.put(type.group(1), type.group(2)));
        assertEquals(documented, exposed);
    }

    @Test
    void theTableHasEveryLabelAndItsValues() {
        List<String> undocumented = new ArrayList<>();
        for (MatchResult series : SERIES.matcher(metrics).results().toList()) {
            Metric metric = table.ofSeries(series.group(1)).orElseThrow();
            Map<String, String> labels = labels(series);
            if (!labels.keySet().equals(metric.labels().keySet())) {
                undocumented.add(series.group() + " has not the labels " + metric.labels().keySet());
            } else {
                labels.forEach((label, value) -> {
                    if (!Objects.requireNonNull(metric.labels().get(label)).allows(value)) {
                        undocumented.add(series.group());
                    }
                });
            }
        }
        assertEquals(List.of(), undocumented);
    }

    @Test
    void everyDocumentedValueIsThereFromTheStart() {
        List<String> missing = new ArrayList<>();
        table.metrics().forEach((name, metric) -> metric.labels().forEach((label, documented) -> {
            Set<String> values = SERIES.matcher(metrics).results()
                    .filter(series -> series.group(1).equals(name) || series.group(1).equals(name + "_count"))
                    .map(series -> labels(series).getOrDefault(label, "")).collect(Collectors.toSet());
            Set<String> absent = new TreeSet<>(documented.values());
            absent.removeAll(values);
            if (!LATER.contains(name) && !absent.isEmpty()) {
                missing.add(name + " " + label + " " + absent);
            }
        }));
        assertEquals(List.of(), missing);
    }

    @Test
    void bucketsAreInSeconds() {
        assertTrue(metrics.contains("pop3bridge_command_duration_seconds_bucket{verb=\"RETR\",le=\"0.001\"}"), metrics);
        assertTrue(
                metrics.contains("pop3bridge_s3_request_duration_seconds_bucket{operation=\"GetObject\",le=\"30.0\"}"),
                metrics);
        assertTrue(metrics.contains("pop3bridge_lock_wait_seconds_bucket{le=\"10.0\"}"), metrics);
        assertTrue(metrics.contains("pop3bridge_login_duration_seconds_bucket{le=\"0.01\"}"), metrics);
    }

    private static Map<String, String> labels(MatchResult series) {
        Map<String, String> labels = new HashMap<>();
        if (series.group(2) != null) {
            LABEL.matcher(series.group(2)).results().filter(label -> !label.group(1).equals("le"))
                    .forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return labels;
    }
}
