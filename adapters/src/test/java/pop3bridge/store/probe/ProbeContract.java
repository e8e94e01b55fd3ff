package pop3bridge.store.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.RealStore;
import pop3bridge.store.SmallPages;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.s3.S3Stores;

/** The result of probing a real store. */
interface ProbeContract {
    int PAGE = 1000;
    int ROUNDS = 30;
    Duration RACE_TIME = Duration.ofSeconds(10);

    /** The store that the tests of this class have. */
    RealStore store();

    String mode();

    /** The questions whose answer is not yes, with their answers. */
    Map<Capability, Verdict> lacks();

    @Test
    default void theProbeSeesWhatTheStoreEnforcesAndLeavesNothingBehind() throws Exception {
        String name = store().newBucket();
        ObjectStore bucket = store().bucket(name, PAGE);
        try (S3Stores others = S3Stores.open(store().config(), Duration.ofSeconds(15), new SimpleMeterRegistry())) {
            ProbeReport report = new Probe(bucket, others.bucket(name), SmallPages.bucket(others, name, 2), "control/")
                    .run(ROUNDS, RACE_TIME);
            assertEquals(lacks(), lacks(report), report::toString);
            assertEquals(mode(), report.modeName());
        }
        assertEquals(Set.of(), store().keys(name));
    }

    private static Map<Capability, Verdict> lacks(ProbeReport report) {
        Map<Capability, Verdict> lacks = new TreeMap<>();
        report.checks().stream().filter(check -> check.verdict() != Verdict.YES)
                .forEach(check -> lacks.put(check.capability(), check.verdict()));
        return lacks;
    }
}
