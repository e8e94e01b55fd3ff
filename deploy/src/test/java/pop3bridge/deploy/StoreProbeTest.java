package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.deploy.StoreProbe.Effort;
import pop3bridge.store.probe.Capability;
import pop3bridge.store.probe.ProbePlace;
import pop3bridge.store.probe.ProbeRecord;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;

class StoreProbeTest {
    private static Optional<ProbeRecord> last(Verdict races) {
        ProbeReport report = new ProbeReport(Arrays.stream(Capability.values())
                .map(capability -> new Check(capability, capability == Capability.RACE_SWAP ? races : Verdict.YES, ""))
                .toList(), 0);
        return Optional.of(new ProbeRecord(new ProbePlace("", "", "", ""), "", Instant.EPOCH, report));
    }

    /** A restart must not make a store trusted that has let two writers win once in a thousand times. */
    @ParameterizedTest
    @EnumSource(Effort.class)
    void aStoreThatHasFailedIsTestedThoroughly(Effort effort) {
        assertEquals(Effort.THOROUGH, effort.after(last(Verdict.NO)));
    }

    @Test
    void anotherStoreIsTestedAsWanted() {
        assertEquals(Effort.SHORT, Effort.SHORT.after(Optional.empty()));
        assertEquals(Effort.SHORT, Effort.SHORT.after(last(Verdict.YES)));
    }
}
