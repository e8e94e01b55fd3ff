package pop3bridge.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.SmallPages;
import pop3bridge.store.probe.Capability;
import pop3bridge.store.probe.Probe;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.s3.EmbeddedStore;
import pop3bridge.store.s3.S3Stores;

/**
 * The server checks conditions before it writes: it passes the probe only through
 * {@link EmbeddedStore.Running#serialized}.
 */
final class S3ProxyProbeIT {
    private static final String BUCKET = "bucket";
    private static final Duration RACE_TIME = Duration.ofSeconds(60);

    /** As at a start of the service. */
    private static final Duration SHORT_RACE_TIME = Duration.ofSeconds(2);

    /** For a figure, {@code -Dprobe.runs=1000}. */
    private static final int RUNS = Integer.getInteger("probe.runs", 5);

    private final Path folder;
    private final EmbeddedStore.Running running;
    private final S3Stores stores;
    private final S3Stores others;

    S3ProxyProbeIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        running = new S3ProxyStore().start(folder, BUCKET);
        stores = S3Stores.open(running.config(), Duration.ofSeconds(15), new SimpleMeterRegistry());
        others = S3Stores.open(running.config(), Duration.ofSeconds(15), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        stores.close();
        others.close();
        running.close();
    }

    private ProbeReport probe(UnaryOperator<ObjectStore> decorator, int rounds) throws Exception {
        return probe(decorator, rounds, RACE_TIME);
    }

    private ProbeReport probe(UnaryOperator<ObjectStore> decorator, int rounds, Duration raceTime) throws Exception {
        return new Probe(decorator.apply(stores.bucket(BUCKET)), others.bucket(BUCKET),
                SmallPages.bucket(stores, BUCKET, 2), "control/").run(rounds, raceTime);
    }

    private static List<Capability> lacks(ProbeReport report) {
        return report.checks().stream().filter(check -> check.verdict() != Verdict.YES).map(Check::capability).toList();
    }

    @Test
    void theServerIsRefusedForItsRace() throws Exception {
        ProbeReport report = probe(UnaryOperator.identity(), 1000);
        assertEquals("refuse", report.modeName(), report::toString);
        assertEquals(Optional.of(Capability.RACE_SWAP), report.failure().map(Check::capability), report::toString);
        assertEquals(List.of(), files());
    }

    /** In two seconds of races, too. */
    @Test
    void aStartDoesNotTrustTheServer(TestReporter reporter) throws Exception {
        int mostRounds = 0;
        for (int run = 1; run <= RUNS; run++) {
            ProbeReport report = probe(UnaryOperator.identity(), 200, SHORT_RACE_TIME);
            assertEquals("refuse", report.modeName(), "run " + run + ": " + report);
            mostRounds = Math.max(mostRounds, report.raceRounds());
        }
        reporter.publishEntry("rounds", "%d runs, at most %d rounds".formatted(RUNS, mostRounds));
    }

    @Test
    void oneWriteAtATimeIsTrusted() throws Exception {
        ProbeReport report = probe(running::serialized, 10);
        assertEquals(List.of(), lacks(report), report::toString);
        assertEquals("full", report.modeName());
        assertEquals(List.of(), files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}
